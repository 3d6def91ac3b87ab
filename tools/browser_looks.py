"""What `browser.py` asks of a page: scripts that run in it and return plain values."""

# The notebook in front: cells, prompts, errors, kernel.
NOTEBOOK = """
const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
const code = cells.filter(c => c.classList.contains('jp-CodeCell'));
const prompts = code.map(c => (c.querySelector('.jp-InputArea-prompt') || {}).textContent || '');
const status = document.querySelector('.jp-Notebook-ExecutionIndicator');
return {
  n_cells: cells.length, n_code: code.length,
  n_run: prompts.filter(p => /\\[\\d+\\]/.test(p)).length,
  busy: prompts.some(p => p.includes('*')),
  kernel: (status && status.getAttribute('data-status')) || '',
  errors: [...document.querySelectorAll('.jp-Notebook [data-mime-type="application/vnd.jupyter.error"]')]
    .map(e => e.innerText.trim().split('\\n').pop().slice(0, 200)),
};
"""

# What the cells gave: figures, tables, marks; and what a reader could not see whole.
OUTPUTS = """
const areas = [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')];
const within = (selector) => areas.flatMap(a => [...a.querySelectorAll(selector)]);
const figures = within('img').map(i => {
  const room = i.closest('.jp-OutputArea-output').getBoundingClientRect();
  const box = i.getBoundingClientRect();
  return {width: i.naturalWidth, alt: i.alt || '',
          whole: i.complete && box.left >= room.left - 1 && box.right <= room.right + 1};
});
const tables = within('div[dir="rtl"] table').map(t => {
  const heads = [...t.querySelectorAll('thead th')], box = t.parentElement;
  const first = heads[0], last = heads[heads.length - 1];
  return {rtl: getComputedStyle(t).direction === 'rtl' &&
            (heads.length < 2 || first.getBoundingClientRect().left > last.getBoundingClientRect().left),
          scrolls: box.scrollWidth > box.clientWidth + 1};
});
// Something that is wider than its room and that no bar reaches.
const cut = [];
for (const a of [...areas, ...document.querySelectorAll('.jp-Notebook .jp-RenderedMarkdown')]) {
  for (const e of a.querySelectorAll('p, div, table, pre, ul')) {
    if (e.scrollWidth <= e.clientWidth + 2 || !e.clientWidth) continue;
    let box = e, reached = false;
    while (box && !box.classList.contains('jp-Notebook')) {
      reached = reached || ['auto', 'scroll'].includes(getComputedStyle(box).overflowX);
      box = box.parentElement;
    }
    if (!reached) cut.push(e.tagName + ': ' + e.innerText.slice(0, 60));
  }
}
return {
  figures, tables, cut,
  n_alt: within('details p').filter(p => p.textContent.trim()).length,
  n_marks: within('p[dir="rtl"] mark').length,
  n_keywords: within('table.kwic[dir="rtl"] tr').length,
  n_empty: areas.filter(a => a.innerText.includes('three dots') &&
    [...a.querySelectorAll('[dir="rtl"]')].some(p => p.innerText.includes('النقاط الثلاث'))).length,
};
"""

# Latin commas, semicolons and question marks behind Arabic letters, in what the notebook says itself.
ARABIC_COMMAS = """
return [...document.querySelectorAll('.jp-Notebook .jp-RenderedMarkdown [dir="rtl"]')]
  .flatMap(e => e.innerText.match(/[^\\n]{0,30}[\\u0620-\\u064a][,;?][^\\n]{0,10}/g) || []);
"""

# A page of the documentation, or any page opened from a file.
SITE = """
const loaded = performance.getEntriesByType('resource').map(r => r.name);
const cut = [];
for (const e of document.querySelectorAll('body p, body pre, body table, body img')) {
  const box = e.getBoundingClientRect();
  const room = e.closest('pre, table, div.body') || document.body;
  if (box.width && (box.right > innerWidth + 1 || box.left < -1) &&
      !['auto', 'scroll'].includes(getComputedStyle(room).overflowX))
    cut.push('cut off: ' + e.tagName + ' ' + (e.innerText || e.src || '').slice(0, 40));
}
return {
  dir: getComputedStyle(document.documentElement).direction,
  elsewhere: loaded.filter(u => !/^(file|data|blob):/.test(u)),
  broken: [...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => 'broken: ' + i.src),
  cut,
};
"""
