// The coding page. It holds no answers: it asks the kernel to write one, and shows what comes back.
const WAIT = 4000; // milliseconds without an answer of the kernel until the page says so
const DIGITS = "٠١٢٣٤٥٦٧٨٩";

function element(kind, className, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text; // never innerHTML: the text is a stranger's
  return made;
}

function render({ model, el }) {
  let serial = Date.now(); // several pages of one widget must not take each other's receipts
  let waiting = null; // serial of the request that has no receipt yet
  let timer = null;
  let dead = false;

  const root = element("div", "ct-coding");
  root.dir = "rtl";
  root.lang = "ar";
  root.tabIndex = 0;
  root.dataset.lmSuppressShortcuts = "true"; // else JupyterLab turns 1 into a heading
  el.appendChild(root);

  function ask(request) {
    if (waiting !== null) return;
    serial += 1;
    waiting = serial;
    dead = false;
    timer = setTimeout(() => { dead = true; draw(); }, WAIT);
    model.send({ ...request, serial });
    draw();
  }

  function answer(question, value) {
    ask({ do: "answer", question, value });
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = model.get("state");
    let number = Number.parseInt(event.key, 10);
    if (event.key.length === 1 && DIGITS.includes(event.key)) number = DIGITS.indexOf(event.key);
    const question = state.questions.find((q) => q.name === state.current);
    if (number >= 1 && question && number <= question.options.length) {
      answer(question.name, question.options[number - 1].value);
    } else if (event.key === "Backspace") {
      ask({ do: "undo" });
    } else if (event.key === "ArrowLeft") {
      ask({ do: "go", step: 1 }); // forwards, where one reads from the right
    } else if (event.key === "ArrowRight") {
      ask({ do: "go", step: -1 });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  function drawText(state) {
    const box = element("div", "ct-text");
    box.append(element("span", "ct-context", state.item.before || ""));
    box.append(element("mark", "ct-statement", state.item.text || ""));
    box.append(element("span", "ct-context", state.item.after || ""));
    return box;
  }

  function drawQuestion(question, state) {
    const isCurrent = question.name === state.current;
    const box = element("fieldset", isCurrent ? "ct-question ct-current" : "ct-question");
    box.append(element("legend", "", question.asked));
    question.options.forEach((option, place) => {
      const isGiven = option.value === question.given;
      const button = element("button", isGiven ? "ct-option ct-given" : "ct-option");
      button.type = "button";
      button.setAttribute("aria-pressed", String(isGiven));
      button.disabled = waiting !== null;
      button.append(element("kbd", "", String(place + 1)));
      button.append(element("b", "", option.label));
      button.append(element("small", "", option.definition));
      button.onclick = () => { answer(question.name, option.value); root.focus(); };
      box.append(button);
    });
    return box;
  }

  function status(state) {
    const line = element("p", "ct-status");
    line.setAttribute("role", "status");
    if (dead) {
      line.classList.add("ct-bad");
      line.textContent = "لم يُحفظ: النواة لا تجيب. شغّل الدفتر من جديد، وستبدأ من حيث توقفت.";
    } else if (waiting !== null) {
      line.textContent = "يُحفظ…";
    } else if (state.problem) {
      line.classList.add("ct-bad");
      line.textContent = state.problem;
    } else if (state.n_done === state.n_items) {
      line.textContent = "اكتمل الترميز، وكل الإجابات محفوظة على القرص.";
    } else {
      line.textContent = "كل الإجابات محفوظة على القرص.";
    }
    return line;
  }

  function draw() {
    const state = model.get("state");
    const hadFocus = root.contains(document.activeElement);
    const head = element("div", "ct-head");
    const bar = element("progress", "");
    bar.max = Math.max(state.n_items, 1);
    bar.value = state.n_done;
    head.append(
      element("b", "", `الجملة ${state.position} من ${state.n_items}`), bar,
      element("span", "", `رُمّز ${state.n_done} من ${state.n_items} · المرمِّز: ${state.coder}`),
    );
    const columns = element("div", "ct-columns");
    const questions = element("div", "ct-questions");
    state.questions.forEach((question) => questions.append(drawQuestion(question, state)));
    columns.append(drawText(state), questions);
    const keys = element("p", "ct-keys",
      "الأرقام: إجابة السؤال المعلَّم · مسح إلى الخلف: تراجع عن آخر إجابة · السهمان: جملة أخرى");
    root.replaceChildren(head, columns, status(state), keys);
    if (hadFocus) root.focus({ preventScroll: true });
  }

  function onState() {
    if (model.get("state").serial === waiting) {
      clearTimeout(timer);
      waiting = null;
      dead = false;
    }
    draw();
  }
  model.on("change:state", onState);
  draw();
  return () => { clearTimeout(timer); model.off("change:state", onState); };
}

export default { render };
