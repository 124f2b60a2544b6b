// The keys of a list, the total of what is ticked in it, and the preview of a document. The list works without.
const ROW = "tr.invoice-row";
const amounts = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const rows = () => [...document.querySelectorAll(ROW)];
const current = () => document.querySelector(`${ROW}[aria-selected="true"]`);
const tickOf = (row) => row?.querySelector('.row-select input[type="checkbox"]');

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  for (const row of all) row.removeAttribute("aria-selected");
  next?.setAttribute("aria-selected", "true");
  next?.scrollIntoView({ block: "nearest" });
  if (preview?.open) show(next);
  return all.length > 0;
}

// The row that was ticked last: a range begins there.
let ticked;

function tick(range) {
  const row = current();
  const box = tickOf(row);
  if (!box) return Boolean(row);
  const all = rows();
  const [from, to] = [all.indexOf(ticked), all.indexOf(row)];
  if (range && from >= 0 && from !== to) {
    for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) tickOf(other).checked = true;
    showTotal();
  } else {
    box.click();
  }
  ticked = row;
  return true;
}

// Different currencies are never added.
function showTotal() {
  const chosen = rows().filter((row) => tickOf(row)?.checked);
  const sums = new Map();
  for (const { dataset } of chosen) {
    if (dataset.cents !== undefined) sums.set(dataset.currency, (sums.get(dataset.currency) ?? 0) + Number(dataset.cents));
  }
  if (sums.size === 0) sums.set("EUR", 0);
  const sum = [...sums].sort().map(([currency, cents]) => {
    const amount = amounts.format(cents / 100).replace("-", "−");
    return `${amount}\u00a0${currency === "EUR" ? "€" : currency}`;
  });
  const word = chosen.length > 1 ? "factures choisies" : "facture choisie";
  const place = document.getElementById("selection-total");
  const text = chosen.length > 0 ? ` · ${chosen.length} ${word}\u00a0: ${sum.join(" · ")}` : "";
  // Whoever hears the page hears only what has changed.
  if (place && place.textContent !== text) place.textContent = text;
  const all = document.querySelector("input[data-all]");
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === rows().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
}

let preview;

function close() {
  preview?.close();
  return true;
}

// The pages of the document as its invoice shows them, in a dialog.
function show(row) {
  const link = row?.querySelector("a.row-link");
  const id = tickOf(row)?.value;
  if (!link || !id) return;
  if (!preview) {
    preview = document.createElement("dialog");
    preview.className = "dialog preview";
    preview.setAttribute("aria-labelledby", "preview-title");
    preview.innerHTML =
      '<div class="dialog-head"><h2 id="preview-title"></h2><a class="button">Ouvrir</a>' +
      '<form method="dialog"><button class="button">Fermer</button></form></div><iframe title="Document" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>';
    document.body.append(preview);
  }
  preview.querySelector("h2").textContent = link.textContent;
  preview.querySelector("a").href = link.href;
  preview.querySelector("iframe").src = `/factures/${encodeURIComponent(id)}/pages`;
  if (!preview.open) preview.showModal();
}

function act(event) {
  switch (event.key) {
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "x":
      return tick(false);
    case "X":
      return tick(true);
    case "p": {
      if (preview?.open) return close();
      const row = current() ?? rows()[0];
      if (!row || !document.querySelector("[data-preview]")) return false;
      row.setAttribute("aria-selected", "true");
      show(row);
      return true;
    }
    case "Enter": {
      const row = current();
      // Enter on a link or a button is that link's or button's.
      if (!row || preview?.open || event.target.closest?.("a, button, summary")) return false;
      row.querySelector("a.row-link")?.click();
      return true;
    }
    default:
      return false;
  }
}

function isTyping(event) {
  const field = event.target.closest?.("input, textarea, select, [contenteditable]");
  const inField = field && !(field instanceof HTMLInputElement && field.type === "checkbox");
  return inField || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const next = document.querySelector(".action-bar button[data-kind=primary]");
    if (!next) return;
    event.preventDefault();
    next.click();
    return;
  }
  const isOff = document.documentElement.dataset.keys === "off" && event.key !== "Enter";
  if (isOff || isTyping(event)) return;
  if (document.querySelector("dialog[open]:not(.preview)")) return;
  if (act(event)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.dataset.all !== undefined) {
    for (const row of rows()) {
      const box = tickOf(row);
      if (box) box.checked = event.target.checked;
    }
  }
  showTotal();
});

// What the browser kept ticked over a reload counts from the beginning.
showTotal();
