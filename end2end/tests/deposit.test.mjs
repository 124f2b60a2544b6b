// The whole job, with the islands: from the PDF to the invoice that has arrived.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';
import { beginDraft, chooseStructure, field, holds } from '../draft.mjs';
import { invoicePdf } from '../pdf.mjs';

const { scenario } = startPupitre();
const DEPOSITOR = 'manon@lefevre.example';
// The browser reports a refused form as a failed resource; here the refusal is what is asked for.
const REFUSAL = [/the server responded with a status of 422/];

/** A draft of its own, awake. */
async function begin(page, number, options) {
  await beginDraft(page, number, options);
  await awake(page);
}

const action = (page, value) => page.locator(`.action-bar button[name=action][value=${value}]`);

/** Waits until what was typed has been kept, as the bar says. */
async function kept(page, act) {
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/save_draft'));
  await act();
  assert.equal((await saved).status(), 200);
}

/** Fills what is still missing for the town. */
async function complete(page) {
  await field(page, 'recipient_siret').fill('');
  await field(page, 'recipient_siret').pressSequentially('saint-aubin', { delay: 20 });
  const choice = page.locator('#recipient-choices button', { hasText: 'SAINT-AUBIN' }).first();
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), choice.click()]);
  await page.locator('select[name=service_code]').waitFor();
  await awake(page);
  for (const [name, value] of [['tax[0].rate', '20'], ['tax[0].base', '1000'], ['tax[0].tax', '200']]) {
    await field(page, name).fill(value);
  }
}

/** Presses the last button of the review and gives the address of the invoice. */
async function send(page) {
  await page.locator('form[action$="/envoyer"] button[data-kind=primary]').click();
  await page.waitForURL(/\/factures\/[^/?]+$/);
  return new URL(page.url()).pathname;
}

const status = (page) => page.locator('.invoice-head .status');

scenario('a PDF becomes an invoice that has arrived, corrected, undone and sent again', async ({ newPage }) => {
  const page = await newPage({ as: DEPOSITOR, expected: REFUSAL });
  await page.goto('/deposer');
  await awake(page);
  await axe(page);
  await screenshot(page, 'deposit-start');

  await begin(page, 'ES-1001');
  await holds(page, 'number', 'ES-1001');
  await holds(page, 'gross', '1200,00');
  await axe(page);
  await screenshot(page, 'draft');

  // A wrong total is told beside the field, while the cursor is still in it.
  const gross = field(page, 'gross');
  await kept(page, async () => {
    await gross.fill('');
    await gross.pressSequentially('1300', { delay: 20 });
  });
  const message = page.locator('#gross-error .field-message[data-severity=error]');
  await message.waitFor();
  assert.match(await message.innerText(), /1\s?300/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'gross');
  assert.equal(await gross.getAttribute('aria-invalid'), 'true');
  await axe(page);
  await screenshot(page, 'draft-wrong-total', [1440]);

  // What was typed is there after a reload that nobody had saved for.
  await kept(page, () => field(page, 'comment').fill('Chantier de l’école, lot 3'));
  await page.reload();
  await awake(page);
  assert.equal((await gross.inputValue()).replaceAll(/\s/g, ''), '1300,00', 'written in full when it was left');
  assert.equal(await field(page, 'comment').inputValue(), 'Chantier de l’école, lot 3');
  await kept(page, () => gross.fill('1200'));
  await message.waitFor({ state: 'detached' });

  // The recipient by name; it asks for a service.
  await complete(page);
  const chosen = await field(page, 'recipient_siret').inputValue();
  assert.match(chosen.replaceAll(/\s/g, ''), /^\d{14}$/);
  await page.locator('body').press('Control+Enter');
  await page.locator('#error-summary').waitFor();
  await page.locator('#service_code-error .field-message').waitFor();
  assert.equal(await field(page, 'number').inputValue(), 'ES-1001');
  assert.equal(await field(page, 'comment').inputValue(), 'Chantier de l’école, lot 3');
  await awake(page);
  await axe(page);
  await screenshot(page, 'draft-incomplete');
  await field(page, 'service_code').selectOption('TECHNIQUE');
  await field(page, 'engagement').fill('BC-2026-118');

  // A name that Chorus Pro would refuse is mended, and that is said.
  const odd = 'bon de livraison n° 7 (été).txt';
  await page.locator('#attachments').setInputFiles({ name: odd, mimeType: 'text/plain', buffer: Buffer.from('bon') });
  const file = page.locator('.file-list li', { hasText: odd });
  await file.waitFor();
  const mended = await file.locator('.file-name').innerText();
  assert.match(mended, /^[\w.-]+\.txt$/);
  assert.equal(await field(page, 'engagement').inputValue(), 'BC-2026-118', 'what was typed travelled with the file');
  await awake(page);
  await axe(page);

  await page.locator('body').press('Control+Enter');
  await page.waitForURL(/\/verifier$/);
  const review = await page.locator('main').innerText();
  for (const repeated of [/ES-1001/, /Saint-Aubin/, /1\s200,00\s€/, /TECHNIQUE/, /BC-2026-118/]) {
    assert.match(review, repeated);
  }
  assert.ok(review.includes(mended));
  await axe(page);
  await screenshot(page, 'review');

  const invoice = await send(page);
  const undo = page.locator('form[action$="/annuler-envoi"] button');
  await undo.waitFor();
  await axe(page);
  await undo.click();
  await page.waitForURL(/\/deposer\/[^/]+$/);
  assert.equal(await field(page, 'number').inputValue(), 'ES-1001');

  await awake(page);
  await action(page, 'verifier').click();
  await page.waitForURL(/\/verifier$/);
  assert.equal(await send(page), invoice);
  await awake(page);
  assert.match(await status(page).innerText(), /file d’attente/i);
  await page.evaluate(() => { globalThis.sameDocument = true; });
  await status(page).filter({ hasText: 'Mise à disposition' }).waitFor({ timeout: 30_000 });
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true, 'the page was not loaded again');
  assert.equal(await undo.count(), 0);
  await axe(page);
  await screenshot(page, 'invoice-arrived');

  await page.goto('/factures?q=es1001');
  const row = page.locator('tr.invoice-row');
  assert.equal(await row.count(), 1);
  assert.match(await row.innerText(), /ES-1001/);
  assert.match(await row.locator('.status').innerText(), /Mise à disposition|Suspendue|Validée|paiement|valider|traitement|Rejetée|recycler/i);
});

scenario('the longest number and the largest amounts fit every screen, and the way back stays in reach', async ({ newPage }) => {
  const page = await newPage({ as: DEPOSITOR });
  const longest = 'W'.repeat(20);
  await begin(page, 'ES-1002');
  await holds(page, 'number', 'ES-1002');
  await complete(page);
  await field(page, 'service_code').selectOption('TECHNIQUE');
  const typed = {
    number: longest, engagement: longest, origin_number: longest, net: '833333333,33', vat: '166666666,67', gross: '1000000000',
    due: '1000000000', 'tax[0].base': '833333333,33', 'tax[0].tax': '166666666,67',
  };
  await field(page, 'kind').selectOption('AVOIR');
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
  await screenshot(page, 'longest-draft');
  await action(page, 'verifier').click();
  await page.waitForURL(/\/verifier$/);
  await screenshot(page, 'longest-review');

  const size = page.viewportSize();
  await send(page);
  await page.setViewportSize({ width: 320, height: 900 });
  const undo = page.locator('form[action$="/annuler-envoi"] button');
  await undo.waitFor();
  const box = await undo.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320, `from ${box.x}, ${box.width} wide`);
  await undo.click();
  await page.waitForURL(/\/deposer\/[^/]+$/);
  await page.setViewportSize(size);

  await page.goto('/factures?onglet=a-envoyer');
  await screenshot(page, 'longest-list');
  await page.goto('/');
  await screenshot(page, 'longest-summary');
});

scenario('a file dropped anywhere on the page is taken', async ({ newPage }) => {
  const page = await newPage({ as: DEPOSITOR });
  await page.goto('/deposer');
  await awake(page);
  await chooseStructure(page);
  await page.evaluate((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], 'glissée.pdf', { type: 'application/pdf' }));
    for (const type of ['dragover', 'drop']) {
      document.querySelector('h1').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  }, [...invoicePdf('ES-1002')]);
  await page.waitForURL(/\/deposer\/[^/]+$/);
  await awake(page);
  await holds(page, 'number', 'ES-1002');
});

scenario('a value that is being typed is not replaced by what Chorus Pro recognised', async ({ newPage }) => {
  const page = await newPage({ as: DEPOSITOR });
  await begin(page, 'ES-1003');
  await field(page, 'number').fill('A-MOI-1');
  await holds(page, 'gross', '1200,00');
  assert.equal(await field(page, 'number').inputValue(), 'A-MOI-1');
});

scenario('something that is no PDF is refused with a message, and the structure stays chosen', async ({ newPage }) => {
  const page = await newPage({ as: DEPOSITOR, expected: REFUSAL });
  await page.goto('/deposer');
  await awake(page);
  const structure = await chooseStructure(page);
  await page.locator('#file').setInputFiles({ name: 'note.pdf', mimeType: 'application/pdf', buffer: Buffer.from('Bonjour') });
  const message = page.locator('#uploads li[data-kind=error]', { hasText: 'note.pdf' });
  await message.waitFor();
  assert.match(await message.innerText(), /n’est pas un PDF/);
  assert.equal(await page.locator('#structure').inputValue(), structure);
  await awake(page);
  await axe(page);
});

scenario('without WebAssembly a notice says so and the draft is saved by its button', async ({ newPage }) => {
  const broken = [/request failed: GET .*\.wasm/, /islands not loaded/, /Failed to load resource: net::ERR_FAILED/];
  const page = await newPage({ as: DEPOSITOR, expected: broken });
  await page.route('**/*.wasm*', (route) => route.abort());
  await page.goto('/deposer');
  await page.locator('#notices .notice[data-kind=info]').waitFor();
  await chooseStructure(page);
  const buffer = invoicePdf('ES-1004');
  await page.locator('#file').setInputFiles({ name: 'facture.pdf', mimeType: 'application/pdf', buffer });
  await page.locator('#start .without-script button').click();
  await page.waitForURL(/\/deposer\/[^/]+$/);
  await page.locator('#notices .notice[data-kind=info]').waitFor();
  await axe(page);
  await screenshot(page, 'draft-without-webassembly', [1440]);
  await field(page, 'comment').fill('Sans WebAssembly');
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), action(page, 'enregistrer').click()]);
  await page.waitForLoadState();
  await page.reload();
  assert.equal(await field(page, 'comment').inputValue(), 'Sans WebAssembly');
});
