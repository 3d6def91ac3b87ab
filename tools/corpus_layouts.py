"""The five layouts of the bundled corpus: what a browser would save of each outlet's page.

Each draws one kind of mess that real pages are full of (lines that stand twice, a day of
saving on top, links and captions inside the text, a second whole article below), and keeps
account of every line it writes, so that the truth never has to be found afterwards.
"""

import hashlib
import html
import random
from datetime import datetime

from corpus_sources import Article, WEEKDAYS, crawl_day, day_words, digits, houses, month, world


class Page:
    """Lines with labels; a blank line between them where asked. Offsets fall out at the end."""

    def __init__(self, path: str, articles: list[Article]) -> None:
        self.path = path
        self.articles = articles
        self.house = houses()[articles[0].house]
        self.random = random.Random(f"{world()['seed']}:{articles[0].key}")
        self.lines: list[tuple[str, str, str | None]] = []

    def add(self, label: str, *texts: str, article: Article | None = None) -> None:
        """Add lines; empty ones are left out."""
        self.lines += [(text, label, article and article.key) for text in texts if text]

    def gap(self, count: int = 1) -> None:
        self.lines += [("", "", None)] * count

    def related(self, count: int, titles: dict[str, list[str]]) -> list[str]:
        """Headlines of other stories of the house: its own and those of other worlds."""
        own = {a.title for a in self.articles}
        known = [t for t in titles[self.articles[0].house] if t not in own]
        some = self.random.sample(known, min(len(known), (count + 1) // 2))
        some += self.random.sample(self.house["fillers"], count - len(some))
        self.random.shuffle(some)
        return some

    def finish(self) -> tuple[str, list[dict]]:
        text, spans, at = [], [], 0
        for line, label, key in self.lines:
            if line:
                spans.append({"page": self.path, "start": at, "end": at + len(line),
                              "label": label, "article_id": key})
            text.append(line)
            at += len(line) + 1
        return "\n".join(text) + "\n", spans


def add_body(page: Page, article: Article, *, inserts: dict[int, tuple] | None = None) -> None:
    """The paragraphs; `inserts` maps a paragraph's number to lines that stand after it."""
    paragraph = 0
    for label, text in article.blocks:
        page.add(label, text, article=article)
        page.gap()
        paragraph += label == "body"
        if label == "body" and inserts and paragraph in inserts:
            for what, line in inserts[paragraph]:
                page.add(what, line, article=article if what == "caption" else None)
            page.gap()


# --- the five layouts ------------------------------------------------------------------------
def draw_marsah(page: Page, titles: dict) -> None:
    """A paper's site: all stands twice, a stray TT, tags a line each, a whole story below."""
    house, rng = page.house, page.random
    if rng.random() < 0.4:
        saved = day_words(crawl_day(), house)
        page.add("furniture", f"نسخة محفوظة بتاريخ {saved}")
    page.add("furniture", *house["brand"], *house["menu"])
    page.gap()
    for number, article in enumerate(page.articles):
        lead = article.captions[0]
        page.add("title", article.title, article=article)
        page.gap()
        page.add("summary", article.standfirst, article=article)
        page.gap()
        page.add("caption", lead, article=article)
        page.add("duplicate", lead, article=article)
        if rng.random() < 0.75:
            page.add("furniture", "TT")
        page.gap()
        page.add("duplicate", article.title, article=article)
        page.gap()
        page.add("dateline", "نُشر: " + article.published.strftime("%H:%M") + " - " +
                 f"{article.published.day} {month(article.published.month - 1, house)} "
                 f"{article.published.year}", article=article)
        page.add("byline", article.byline, article=article)
        page.gap()
        later = {3: [("caption", c) for c in article.captions[1:]]} if article.captions[1:] else {}
        if rng.random() < 0.35:
            later[2] = [("related", "اقرأ أيضاً"), ("related", page.related(1, titles)[0])]
        add_body(page, article, inserts=later)
        if number == 0:
            page.add("keywords", "مواضيع ذات صلة", *article.tags, article=article)
        page.gap(2)
    page.add("related", "مختارات المرساة", *page.related(4, titles))
    page.gap()
    page.add("furniture", *house["footer"][:2], world()["mark"], house["footer"][2])


def draw_daffa(page: Page, titles: dict) -> None:
    """A portal: the day of saving on top, menu in bars, words to search by, a second story."""
    house, rng, main = page.house, page.random, page.articles[0]
    page.add("furniture", *house["brand"], *house["menu"])
    clock = f"{rng.randint(1, 11):02d}:{rng.randint(0, 59):02d} م"
    saved = day_words(crawl_day(), house, weekday="،")
    page.add("furniture", f"{saved} - {digits(clock, house)}")
    page.gap()
    section = "مقالات" if main.genre == "comment" else "خارجي"
    page.add("furniture", f"الرئيسية > {section}")
    page.add("title", main.title, article=main)
    page.add("dateline", when_daffa(main.published, house), article=main)
    page.add("byline", main.byline, article=main)
    page.add("caption", *main.captions, article=main)
    buttons = ["شارك الموضوع | طباعة | حفظ", "طباعة  إرسال  شارك الموضوع"]
    page.add("furniture", rng.choice(buttons))
    page.gap()
    inserts = {}
    if rng.random() < 0.5:
        inserts[2] = [("related", "موضوعات متعلقة:")] + [
            ("related", t) for t in page.related(2, titles)]
    add_body(page, main, inserts=inserts)
    page.add("keywords", "كلمات البحث: " + " ".join(main.tags), article=main)
    page.gap()
    for article in page.articles[1:]:
        page.add("related", "اقرأ أيضا:")
        page.gap()
        page.add("title", article.title, article=article)
        page.add("furniture", "تابع آخر الأخبار لحظة بلحظة على تطبيق الدفة")
        page.gap()
        add_body(page, article)
    page.add("related", "مقالات مشابهة")
    page.gap()
    page.add("related", *("  • " + t for t in page.related(5, titles)))
    page.gap()
    page.add("related", "الأكثر قراءة")
    most = enumerate(page.related(3, titles), 1)
    page.add("related", *(digits(f"{n} {t}", house) for n, t in most))
    page.gap()
    page.add("furniture", *house["footer"], world()["mark"])


def when_daffa(moment: datetime, house: dict) -> str:
    clock = moment.strftime("%I:%M") + (" ص" if moment.hour < 12 else " م")
    return day_words(moment.date(), house, weekday="،") + " " + digits(clock, house)


def draw_yaraa(page: Page, titles: dict) -> None:
    """A broadcaster's site: a bare day on top, headline twice, summary, sources at the end."""
    rng, main = page.random, page.articles[0]
    saved = crawl_day()
    page.add("furniture", f"{WEEKDAYS[saved.weekday()]} {saved.day} Oct / October {saved.year}")
    page.gap()
    page.add("title", main.title, article=main)
    page.gap()
    page.add("duplicate", main.title, article=main)
    page.gap()
    page.add("furniture", rng.choice(["أرسل القصة", "انشر القصة"]))
    page.add("caption", *main.captions, article=main)
    page.add("summary", main.standfirst, article=main)
    if shows_date(page, main):
        page.add("dateline", main.published.strftime("تاريخ النشر: %d/%m/%Y"), article=main)
    page.gap()
    add_body(page, main)
    page.add("furniture", "أكمل القراءة")
    page.add("source", "المصادر:", source_words(main, page.house), article=main)
    page.gap()
    for article in page.articles[1:]:
        page.add("related", "اقرأ أيضًا")
        page.gap()
        page.add("title", article.title, article=article)
        page.gap()
        add_body(page, article)
        page.add("source", "المصادر:", source_words(article, page.house), article=article)
        page.gap()
    page.add("keywords", "الوسوم: " + "، ".join(main.tags), article=main)
    page.add("related", "مواد قريبة", *page.related(3, titles))
    page.gap()
    page.add("furniture", *page.house["footer"], world()["mark"])


def source_words(article: Article, house: dict) -> str:
    agencies = [f"وكالة {a}" for a in article.agencies] if article.agency_named else []
    return " - ".join([house["name"], *agencies])


def place_and_writer(article: Article) -> str:
    return " - ".join(filter(None, [article.place, article.byline]))


def draw_mijdaf(page: Page, titles: dict) -> None:
    """A local site: place and writer, a caption and a link inside the text, readers' words."""
    house, rng, main = page.house, page.random, page.articles[0]
    page.add("furniture", *house["brand"], *house["menu"])
    page.gap()
    page.add("title", main.title, article=main)
    page.add("byline", place_and_writer(main), article=main)
    page.add("dateline", day_words(main.published.date(), house), article=main)
    page.gap()
    inserts = {2: [("caption", c) for c in main.captions]}
    if rng.random() < 0.5:
        inserts[3] = [("related", "اقرأ أيضًا: " + page.related(1, titles)[0])]
    add_body(page, main, inserts=inserts)
    page.add("keywords", " ".join("#" + t.replace(" ", "_") for t in main.tags), article=main)
    page.gap()
    for article in page.articles[1:]:
        page.add("related", "اقرأ أيضًا")
        page.gap()
        page.add("title", article.title, article=article)
        page.add("byline", place_and_writer(article), article=article)
        page.gap()
        add_body(page, article)
    page.add("related", "الأكثر قراءة هذا الأسبوع", *page.related(4, titles))
    page.gap()
    voices = rng.sample(house["readers"], rng.randint(1, 3))
    page.add("comments", digits(f"تعليقات القراء ({len(voices)})", house))
    for voice, words in zip(voices, rng.sample(house["comments"], len(voices)), strict=True):
        page.add("comments", voice, day_words(main.published.date(), house, weekday=None), words)
        page.gap()
    page.add("furniture", "أضف تعليقك", *house["footer"], world()["mark"])


DRAW = {"marsah": draw_marsah, "daffa": draw_daffa, "yaraa": draw_yaraa, "mijdaf": draw_mijdaf}


def draw_istirlab(page: Page, titles: dict) -> str:
    """An HTML page with metadata in its head; the truth of its text is in articles.jsonl."""
    house, rng, main = page.house, page.random, page.articles[0]
    e = html.escape
    stamp = main.published.strftime("%Y-%m-%dT%H:%M:00+00:00")
    shown = day_words(main.published.date(), house, weekday=None)
    shown += main.published.strftime(" - %H:%M")
    tag = {"body": "p", "subhead": "h2"}
    body = [f"<{tag[label]}>{e(t)}</{tag[label]}>" for label, t in main.blocks]
    aside = "\n".join(f'<li><a href="#">{e(t)}</a></li>' for t in page.related(3, titles))
    if rng.random() < 0.5:
        inner = f"<span>ذو صلة</span>\n<ul>\n{aside}\n</ul>"
        body.insert(2, f'<aside class="inline-more">{inner}</aside>')
        aside = "\n".join(f'<li><a href="#">{e(t)}</a></li>' for t in page.related(3, titles))
    most = "\n".join(f"<li>{e(t)}</li>" for t in page.related(4, titles))
    menu = "\n".join(f'<li><a href="#">{e(m)}</a></li>' for m in house["menu"])
    tags = "\n".join(f'<li><a href="#">{e(t)}</a></li>' for t in main.tags)
    foot = "\n".join(f"<span>{e(f)}</span>" for f in [*house["footer"], world()["mark"]])
    lines = "\n".join(body)
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<title>{e(main.title)} | {house["name"]}</title>
<meta name="description" content="{e(main.standfirst)}">
<meta name="rights" content="{world()["mark"]}">
<meta property="og:site_name" content="{house["name"]}">
<meta property="og:title" content="{e(main.title)}">
<meta property="og:type" content="article">
<meta property="article:published_time" content="{stamp}">
<script>window.page = {{"kind": "article", "ads": true}};</script>
<style>p {{ line-height: 1.8 }}</style>
</head>
<body>
<header><div class="brand">{house["name"]}</div>
<nav><ul>
{menu}
</ul></nav></header>
<main>
<article>
<h1>{e(main.title)}</h1>
<p class="standfirst">{e(main.standfirst)}</p>
<figure><img src="image.jpg" alt=""><figcaption>{e(main.captions[0])}</figcaption></figure>
<div class="meta"><span class="author">{e(main.byline)}</span>
<time datetime="{stamp}">{e(shown)}</time></div>
<div class="share"><button>مشاركة</button> <button>نسخ الرابط</button></div>
<div class="text">
{lines}
</div>
<ul class="tags">
{tags}
</ul>
</article>
<section class="more"><h3>تابع في الإسطرلاب</h3><ul>
{aside}
</ul></section>
<section class="most"><h3>الأكثر تداولًا</h3><ol>
{most}
</ol></section>
</main>
<footer>
{foot}
</footer>
</body>
</html>
"""


def shows_date(page: Page, article: Article) -> bool:
    """Whether the page gives a date of publication for this article."""
    position = page.articles.index(article)
    if article.house == "yaraa":
        digest = hashlib.sha256(article.key.encode()).digest()[0]
        return position == 0 and digest % 6 != 0
    return position == 0 or article.house == "marsah"
