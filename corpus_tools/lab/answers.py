"""What each task of the workbooks expects, computed from the corpus at hand."""

from typing import Any

import numpy as np

from .checks import Problem, number, same_set, table, task

# --- 1 from pages to articles -----------------------------------------------------------------


@task("1.1")
def n_articles(answer: Any, *, corpus) -> Problem:
    return number(
        answer, len(corpus.documents),
        low=("Too few: a page may hold more than one article.", "العدد أقل: قد تضم الصفحة أكثر من مقال."),
        high=("Too many: count the rows of documents, not of spans.",
              "العدد أكبر: عدّ صفوف documents لا صفوف spans."),
    )  # fmt: skip


@task("1.2")
def pages_with_several(answer: Any, *, corpus) -> Problem:
    expected = int((corpus.documents.groupby("page").size() > 1).sum())
    return number(
        answer, expected,
        low=("Too few: «more than one» begins with two.", "العدد أقل: «أكثر من مقال» تبدأ من اثنين."),
        high=("Too many: count each page once.", "العدد أكبر: تُعدّ كل صفحة مرة واحدة."),
    )  # fmt: skip


@task("1.3")
def captions(answer: Any, *, corpus) -> Problem:
    wrong = table(answer, ["page", "start", "end", "label"])
    if wrong:
        return wrong
    spans = corpus.spans
    expected = spans[spans["label"] == "caption"]
    others = set(answer["label"]) - {"caption"}
    if others:
        return (f"There are other labels in it: {', '.join(sorted(others))}.", "في الجدول أصناف أخرى.")
    return number(
        len(answer), len(expected),
        low=("Some captions are missing: take all pages.", "بعض التعليقات ناقص: خذ كل الصفحات."),
        high=("There are rows too many.", "في الجدول صفوف زائدة."),
    )  # fmt: skip


@task("1.4")
def undated(answer: Any, *, corpus) -> Problem:
    documents = corpus.documents
    expected = documents.loc[documents["published_on"].isna(), "doc_id"]
    return same_set(answer, set(expected), of=("doc_ids", "معرّفات المقالات"))


@task("1.5")
def correction(answer: Any, *, corpus, load) -> Problem:
    """`load(corrections)` loads the same pages with the table applied."""
    wrong = table(answer, ["page", "action", "value"])
    if wrong:
        return wrong
    if not len(answer):
        return "The table has no row.", "الجدول خال من الصفوف."
    corrected = load(answer)
    new = corrected.problems[~corrected.problems["reason"].isin(corpus.problems["reason"])]
    if len(new):
        reason = new["reason"].iloc[0]
        return f"The program could not apply it: {reason}.", f"لم يُطبَّق التصحيح: {reason}"
    before, after = corpus.documents["published_on"], corrected.documents["published_on"]
    if after.notna().sum() <= before.notna().sum():
        return ("No article got a date: the action is «date», and the page must be one without.",
                "لم يحصل مقال على تاريخ: الإجراء هو «date» والصفحة من غير المؤرخ.")  # fmt: skip
    evidence = corrected.documents.loc[after.notna() & before.isna(), "date_evidence"]
    if not evidence.astype(str).str.contains("researcher").any():
        return "The date does not rest on your word.", "التاريخ لا يستند إلى قولك."
    return None


@task("1.6")
def most_copied(answer: Any, *, clusters) -> Problem:
    sizes = clusters.groupby("reuse_cluster").size()
    if not isinstance(answer, str) or answer not in sizes.index:
        return ("Give the name of a reuse_cluster, as it stands in the table.",
                "المطلوب اسم مجموعة كما يرد في عمود reuse_cluster.")  # fmt: skip
    if sizes[answer] < sizes.max():
        return (f"That text stands in {sizes[answer]} articles; another one in more.",
                f"هذا النص في {sizes[answer]} مقالات، وثمة نص في أكثر منها.")  # fmt: skip
    return None


# --- 2 words ----------------------------------------------------------------------------------


@task("2.1")
def proclitics(answer: Any, *, word: str) -> Problem:
    from ..tokens.segmentation import segment

    expected = segment(word).proclitics
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        return "Give the proclitics as a tuple of strings.", "المطلوب سوابق الكلمة في صف من النصوص."
    if "".join(answer) and not word.startswith("".join(answer)):
        return "The word does not begin with these letters.", "الكلمة لا تبدأ بهذه الحروف."
    if any(a.startswith("ال") for a in answer):
        return "The article stays on the stem: it is no proclitic here.", "أداة التعريف تبقى مع الجذع هنا."
    if tuple(answer) == expected:
        return None
    return ("Not these. Say the word without each letter: is it still one?",
            "ليست هذه. انطق الكلمة من غير كل حرف: أتبقى كلمة؟")  # fmt: skip


@task("2.2")
def without_stop_words(answer: Any, *, tokens) -> Problem:
    if not hasattr(answer, "vocabulary"):
        return "Tokens are asked for: the value of ct.tokenize.", "المطلوب ناتج ct.tokenize."
    if getattr(answer, "scheme", "") != "lemma":
        return f"The scheme is {answer.scheme!r}; lemmas are asked for.", "المطلوب المداخل المعجمية (lemma)."
    if "في" in set(answer.vocabulary):
        return "The commonest stop word is still there.", "ما زالت أشيع كلمات الوقف موجودة."
    if len(answer.ids) != len(tokens.ids):
        return ("Stop words must leave a pad, so that no false neighbours arise; use stop_words=….",
                "تترك كلمات الوقف فراغا كي لا يتجاور ما لم يتجاور؛ استعمل stop_words.")  # fmt: skip
    return None


@task("2.3")
def document_frequency(answer: Any, *, tokens, word: str) -> Problem:
    expected = int(tokens.document_counts()[tokens.column(word)])
    total = int(tokens.counts()[tokens.column(word)])
    if answer == total and total != expected:
        return ("That is how often the word occurs; asked is in how many articles.",
                "هذا تكرار الكلمة، والمطلوب عدد المقالات التي ترد فيها.")  # fmt: skip
    return number(
        answer, expected,
        low=("Too few.", "العدد أقل من الصحيح."), high=("Too many.", "العدد أكبر من الصحيح."),
    )  # fmt: skip


@task("2.4")
def merged(answer: Any, *, tokens) -> Problem:
    if not hasattr(answer, "vocabulary"):
        return "Tokens are asked for: the value of tokens.merge(table).", "المطلوب ناتج tokens.merge."
    if len(answer.vocabulary) >= len(tokens.vocabulary):
        return "No two types were united.", "لم تُدمج أي كلمتين."
    if answer.counts().sum() != tokens.counts().sum():
        return "Occurrences were lost: merge, do not drop.", "ضاعت كلمات: المطلوب دمج لا حذف."
    return None


@task("2.5")
def strongest_word(answer: Any, *, keyness, outlet: str) -> Problem:
    rows = keyness[(keyness["outlet"] == outlet) & (keyness["n_documents_target"] >= 3)]
    if answer not in set(rows["feature"]):
        return ("That word is not in the table for this outlet with at least three articles.",
                "ليست الكلمة في جدول هذه الوسيلة بثلاثة مقالات على الأقل.")  # fmt: skip
    best = rows.sort_values("log_odds_z", ascending=False, kind="stable")["feature"].iloc[0]
    if answer == best:
        return None
    return "Another word has a higher z.", "ثمة كلمة قيمة z لها أعلى."


@task("2.6")
def neighbours(answer: Any, *, concordance) -> Problem:
    expected = concordance.table["doc_id"].nunique()
    return number(
        answer, expected,
        low=("Too few articles.", "عدد المقالات أقل."),
        high=("Too many: several lines may come from one article.", "العدد أكبر: قد تأتي عدة أسطر من مقال واحد."),
    )  # fmt: skip


# --- 3 topics ---------------------------------------------------------------------------------


@task("3.1")
def shape(answer: Any, *, tokens) -> Problem:
    expected = tokens.document_term_matrix().shape
    if tuple(answer) == expected:
        return None
    if tuple(answer) == expected[::-1]:
        return "Documents are rows, words are columns.", "المقالات صفوف والكلمات أعمدة."
    return "Not the shape of this matrix.", "ليست أبعاد هذه المصفوفة."


@task("3.2")
def fitted(answer: Any, *, tokens, n_topics: int) -> Problem:
    if not hasattr(answer, "doc_topic"):
        return "A model is asked for: the value of ct.fit_topics.", "المطلوب ناتج ct.fit_topics."
    if answer.topic_word.shape[0] != n_topics:
        return (f"The model has {answer.topic_word.shape[0]} topics.", "عدد الموضوعات غير المطلوب.")
    if not np.allclose(answer.doc_topic.sum(axis=1), 1):
        return "The shares of a document do not sum to 1.", "مجموع الأنصبة في المقال ليس 1."
    return None


@task("3.3")
def typical(answer: Any, *, model, topic: int) -> Problem:
    place = {d: i for i, d in enumerate(model.doc_ids)}
    if answer not in place:
        return "Give a doc_id of the model.", "المطلوب معرّف مقال من مقالات النموذج."
    if model.doc_topic[place[answer], topic] >= model.doc_topic[:, topic].max() - 1e-12:
        return None
    return "Another article has a larger share of this topic.", "ثمة مقال نصيبه من هذا الموضوع أكبر."


@task("3.4")
def mean_share(answer: Any, *, model, corpus, outlet: str, topic: int) -> Problem:
    documents = corpus.documents.set_index("doc_id").loc[list(model.doc_ids)]
    expected = float(model.doc_topic[(documents["outlet"] == outlet).to_numpy(), topic].mean())
    return number(
        answer, expected, tolerance=5e-4,
        low=("Too small: average over this outlet's articles, not over all.",
             "القيمة أصغر: المتوسط على مقالات هذه الوسيلة وحدها."),
        high=("Too large: a mean of shares lies between 0 and 1.", "القيمة أكبر: متوسط الأنصبة بين 0 و1."),
    )  # fmt: skip


@task("3.5")
def labels(answer: Any, *, model) -> Problem:
    n = model.topic_word.shape[0]
    if not isinstance(answer, dict):
        return "Write a dictionary: number of the topic → your label.", "اكتب قاموسا: رقم الموضوع ← عنوانه."
    if set(answer) != set(range(n)):
        return f"Labels are needed for the topics 0 to {n - 1}.", f"المطلوب عناوين للموضوعات من 0 إلى {n - 1}."
    if any(not isinstance(v, str) or len(v.strip()) < 3 for v in answer.values()):
        return "A label of at least three letters for each.", "لكل موضوع عنوان من ثلاثة أحرف على الأقل."
    if len({v.strip() for v in answer.values()}) < n:
        return ("Two topics have one label: are they one topic, or what tells them apart?",
                "لموضوعين عنوان واحد: أهما موضوع واحد، أم ما الفرق بينهما؟")  # fmt: skip
    return None


# --- 4 statements and stance --------------------------------------------------------------------


@task("4.1")
def share_attributed(answer: Any, *, statements) -> Problem:
    expected = float((statements["voice"] == "attributed").mean())
    return number(
        answer, expected, tolerance=5e-4,
        low=("Too small: divide by the sentences of this table.", "القيمة أصغر: اقسم على جمل هذا الجدول."),
        high=("Too large: «mixed» is not «attributed», and a share lies between 0 and 1.",
              "القيمة أكبر: «mixed» غير «attributed»، والنصيب بين 0 و1."),
    )  # fmt: skip


@task("4.2")
def most_quoted(answer: Any, *, statements, outlet: str) -> Problem:
    rows = statements[(statements["outlet"] == outlet) & statements["source_name"].notna()]
    counts = rows["source_name"].value_counts()
    if answer not in counts.index:
        return "This outlet quotes nobody of that name.", "لا تنقل هذه الوسيلة عمن يحمل هذا الاسم."
    if counts[answer] == counts.max():
        return None
    return f"It is quoted {counts[answer]} times; another one more often.", "ثمة من يُنقل عنه أكثر."


@task("4.3")
def targets(answer: Any, *, statements) -> Problem:
    if not isinstance(answer, dict) or not answer:
        return "Write a dictionary: name of the target → list of its names.", "اكتب قاموسا: الطرف ← قائمة أسمائه."
    for name, words in answer.items():
        if isinstance(words, str) or not words:
            return f"«{name}» needs a list of names.", f"«{name}» يحتاج إلى قائمة أسماء."
        if not statements["text"].str.contains("|".join(words), regex=True).any():
            return f"No statement names «{name}»: look for its spelling.", f"لا جملة تذكر «{name}»: راجع الإملاء."
    return None


@task("4.4")
def own_voice(answer: Any, *, stance) -> Problem:
    wrong = table(answer, ["holder", "stance", "score", "target"])
    if wrong:
        return wrong
    holders = set(answer["holder"].dropna())
    if "source" in holders:
        return ("It holds stances of quoted sources: those are not the outlet's view.",
                "فيه مواقف مصادر منقول عنها، وليست موقف الوسيلة.")  # fmt: skip
    if answer["holder"].isna().any():
        return "It holds rows whose holder is not known.", "فيه صفوف لا يُعرف صاحب موقفها."
    expected = int((stance["holder"] == "outlet").sum())
    return number(
        len(answer), expected,
        low=("Rows are missing: do not drop the neutral ones, they are part of the mean.",
             "ينقص صفوف: لا تحذف المحايد فهو من المتوسط."),
        high=("There are rows too many.", "في الجدول صفوف زائدة."),
    )  # fmt: skip


@task("4.5")
def firm_pairs(answer: Any, *, comparison) -> Problem:
    pairs = comparison[(comparison["kind"] == "pair") & (comparison["q_value"] < 0.05)]
    expected = {frozenset(p) for p in zip(pairs["outlet"], pairs["other"], strict=True)}
    return same_set(
        [frozenset(pair) for pair in answer], expected, of=("pairs", "أزواج الوسائل")
    )  # fmt: skip


@task("4.6")
def claim(answer: Any, *, comparison) -> Problem:
    """A sentence that names the estimate, its interval and the number of texts."""
    if not isinstance(answer, str) or len(answer.split()) < 12:
        return "Write a sentence of at least twelve words.", "اكتب جملة من اثنتي عشرة كلمة على الأقل."
    digits = answer.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789."))
    rows = comparison.dropna(subset=["estimate", "low", "high"])

    def tells(row) -> bool:
        values = (row.estimate, row.low, row.high)
        return all(any(f"{abs(v):.{d}f}" in digits for d in (2, 3)) for v in values)

    told = [row for row in rows.itertuples() if tells(row)]
    if not told:
        return ("No row of the table is in it with estimate and both ends of its interval (two decimals).",
                "ليس فيها تقدير مع طرفي مجاله كما في الجدول (منزلتان عشريتان).")  # fmt: skip
    if not any(str(row.n_clusters) in digits or str(row.n_documents) in digits for row in told):
        return "Say how many texts it rests on.", "اذكر عدد النصوص التي يستند إليها."
    return None


# --- 5 charts -------------------------------------------------------------------------------------


@task("5.1")
def labelled(answer: Any, *, text: str) -> Problem:
    from ..charts import label

    if str(answer) == str(label(text, isolate_numbers=True)) or str(answer) == str(label(text)):
        return None
    if str(answer) == text:
        return "The text is as it was: let charts.label work on it.", "النص كما كان: مرره عبر charts.label."
    return "Not what charts.label gives for this text.", "ليس ما تعطيه charts.label لهذا النص."


@task("5.2")
def titled(answer: Any) -> Problem:
    if not hasattr(answer, "get_title"):
        return "Axes are asked for.", "المطلوب محاور رسم (Axes)."
    from ..charts import Label

    title = answer.title.get_text() or answer.get_title(loc="left") or answer.get_title(loc="right")
    if not title:
        return "The axes have no title yet.", "ليس للرسم عنوان بعد."
    if not any("\u0600" <= c <= "\u06ff" or c >= "\ufb50" for c in title):
        return "Write the title in Arabic.", "اكتب العنوان بالعربية."
    return None if isinstance(title, Label) or _is_drawable(title) else (
        "The title would be drawn in the wrong order here: use charts.arabic_axes or charts.label.",
        "سيُرسم العنوان مقلوبا هنا: استعمل charts.arabic_axes أو charts.label.",
    )  # fmt: skip


def _is_drawable(title: str) -> bool:
    from ..charts import label

    return str(label(title)) == title


@task("5.3")
def mirrored(answer: Any) -> Problem:
    if not hasattr(answer, "xaxis_inverted"):
        return "Axes are asked for.", "المطلوب محاور رسم (Axes)."
    if not answer.xaxis_inverted():
        return "Values still grow to the right: charts.mirror turns them.", "القيم ما زالت تزيد يمينا: جرّب charts.mirror."
    return None


@task("5.4")
def saved(answer: Any, *, folder) -> Problem:
    from pathlib import Path

    kinds = {p.suffix for p in Path(folder).glob(f"{answer}.*")}
    lacking = {".png", ".csv"} - kinds
    if lacking:
        return (f"There is no {' and no '.join(sorted(lacking))} of that figure in the folder.",
                "لا يوجد الشكل أو جدوله في المجلد.")  # fmt: skip
    return None
