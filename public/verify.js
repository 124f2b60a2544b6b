// Checks invoices in this browser: a file in XML does not leave the machine. What else there is (PDF, archives), or where the
// module cannot be had, goes to the server by the form itself.
const form = document.getElementById("verify-form");
const input = document.getElementById("fichiers");
const told = document.getElementById("verify-told");
const where = document.getElementById("verify-where");

/** How much of a file tells whether it is XML. */
const START = 1024;

let module;
function load() {
  module ??= (async () => {
    const check = await import(form.dataset.checkJs);
    await check.default({ module_or_path: form.dataset.checkWasm });
    return check;
  })();
  // Asked for again at the next file.
  module.catch(() => (module = undefined));
  return module;
}

/** Whether a file is XML, by its first sign. */
async function isXml(file) {
  const start = new Uint8Array(await file.slice(0, START).arrayBuffer());
  const text = new TextDecoder("utf-8").decode(start).replaceAll("\0", "").replace(/^[\uFEFF\uFFFD\s]+/, "");
  return text.startsWith("<");
}

function heading(count) {
  const title = document.createElement("h2");
  title.id = "resultat";
  title.textContent = count === 1 ? "1 document vérifié" : `${count} documents vérifiés`;
  return title;
}

async function checkHere(files) {
  const data = new FormData(form);
  const packs = data.getAll("regles").join(",");
  const { check, view } = await load();
  const [sections, shown] = [document.createElement("div"), document.createElement("div")];
  const alone = files.length === 1;
  let html = "";
  for (const file of files) {
    const xml = new Uint8Array(await file.arrayBuffer());
    html += check(file.name, xml, packs, data.get("voie") ?? "", alone);
    if (alone) shown.innerHTML = view(xml);
  }
  // The module writes every text of a file as text.
  sections.innerHTML = html;
  shown.className = "verify-invoice";
  told.replaceChildren(heading(files.length), sections, shown);
  told.dataset.here = "";
}

/** Checks what was chosen; `send` says whether the server may be asked for what cannot be checked here. */
async function verify(send) {
  const files = Array.from(input.files);
  if (files.length > 0) {
    try {
      const xml = await Promise.all(files.map(isXml));
      if (xml.every(Boolean)) return await checkHere(files);
    } catch (error) {
      console.warn(error);
    }
  }
  if (send) form.submit();
}

where.textContent =
  "Une facture UBL, CII ou Factur-X, ou une archive de plusieurs. Un fichier XML est vérifié dans votre navigateur : il ne quitte pas " +
  "cet ordinateur. Un PDF ou une archive est envoyé à ce serveur, lu et oublié : rien n’est conservé ni envoyé à Chorus Pro.";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  verify(true);
});
form.addEventListener("change", () => verify(false));
// It is there by the time a file is.
load().catch(() => {});
