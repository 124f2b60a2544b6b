// Working with many: a table of invoices, the list from one invoice to the next, the portfolio, the directory, the clock.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withInvoices, withoutNews } from '../harness.mjs';
import { today } from '../pdf.mjs';

const { scenario } = startPupitre();
const [KARIM, HELENE] = ['karim@lefevre.example', 'helene@lefevre.example'];
const drawn = [390, 1440];
/** A school, which asks for neither service nor engagement; and one of the clients. */
const [SCHOOL, ELECTRICIAN] = ['19450330700011', '48301661300010'];

const rows = (page) => page.locator('tr.invoice-row');
const current = (page) => page.locator('tr.invoice-row[aria-selected=true]');

/** A table of invoices, as a billing program exports it. */
const table = (...numbers) => Buffer.from([
  'SIRET émetteur;N° facture;SIRET client;Date;Désignation;Quantité;PU HT;TVA %',
  ...numbers.map((number) => `${ELECTRICIAN};${number};${SCHOOL};${today()};Pose;1;100,00;20`),
  `${ELECTRICIAN};LOT-FAUX;${SCHOOL};31/02/2026;Pose;1;100,00;20`,
].join('\r\n'));

for (const javaScript of [true, false]) {
  scenario(`a table becomes drafts, row by row, ${javaScript ? 'with' : 'without'} script`, async ({ newPage }) => {
    const page = await newPage({ as: KARIM, javaScript });
    await page.goto('/lots');
    if (javaScript) await awake(page);
    const name = javaScript ? 'LOT-AVEC' : 'LOT-SANS';
    const [chooser] = [page.locator('form[action="/lots"] input[type=file]')];
    await chooser.setInputFiles({ name: 'mars.csv', mimeType: 'text/csv', buffer: table(`${name}-1`, `${name}-2`) });
    await page.locator('form[action="/lots"] button').first().click();
    await page.waitForURL(/\/lots\/[^/?]+/);
    const main = page.locator('main');
    assert.match(await main.innerText(), /2 factures sont prêtes/);
    assert.match(await main.innerText(), /Une est à corriger/);
    if (javaScript) await axe(page);
    await screenshot(page, javaScript ? 'batch' : 'batch-plain', drawn);
    await page.locator('button[value=lancer]').click();
    await page.waitForLoadState();
    for (;;) {
      await page.reload();
      if (/Terminé/.test(await main.innerText())) break;
    }
    assert.match(await main.innerText(), /2 brouillons ont été créés/);
    if (javaScript) await axe(page);
    await screenshot(page, javaScript ? 'batch-done' : 'batch-done-plain', drawn);
  });
}

scenario('from an invoice of a filtered list to the next, by links and by keys', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withoutNews(page);
  await withInvoices(page);
  await page.goto('/factures?onglet=arrivees');
  await awake(page);
  const numbers = await rows(page).locator('.row-link').allInnerTexts();
  assert.ok(numbers.length > 2, `${numbers.length} have arrived`);
  await rows(page).locator('.row-link').first().click();
  await page.waitForURL(/\/factures\/[0-9a-f-]{36}/);
  await awake(page);
  const heading = page.locator('h1');
  assert.ok((await heading.innerText()).includes(numbers[0].trim()));
  await axe(page);
  await screenshot(page, 'invoice-in-list', drawn);
  await page.keyboard.press('j');
  await page.waitForFunction((number) => document.querySelector('h1')?.textContent.includes(number), numbers[1].trim());
  await awake(page);
  await page.keyboard.press('k');
  await page.waitForFunction((number) => document.querySelector('h1')?.textContent.includes(number), numbers[0].trim());
});

scenario('chosen invoices are told, and a document is looked at from the list', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withoutNews(page);
  await withInvoices(page);
  // Drafts that were typed or came from a table have no document.
  await page.goto('/factures?onglet=arrivees');
  await awake(page);
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await screenshot(page, 'list-chosen', drawn);
  await page.keyboard.press('p');
  await page.locator('dialog.preview[open]').waitFor();
  await axe(page);
  await screenshot(page, 'list-preview', [1440]);
  await page.keyboard.press('p');
  await page.locator('dialog.preview[open]').waitFor({ state: 'hidden' });
  assert.equal(await current(page).count(), 1);
  await page.locator('.chosen-acts button[value=telecharger]').click();
  await page.waitForURL(/\/factures\/choisies/);
  assert.match(await page.locator('main').innerText(), /Télécharger/);
  await axe(page);
  await screenshot(page, 'chosen', drawn);
});

scenario('the command bar finds pages, structures and invoices', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withInvoices(page);
  // Typed drafts have no number.
  await page.goto('/factures?onglet=arrivees');
  await awake(page);
  const number = (await rows(page).locator('.row-link').first().innerText()).trim();
  await page.keyboard.press('Control+k');
  await page.locator('dialog.command[open]').waitFor();
  await page.locator('#command-text').fill('val');
  await page.locator('dialog.command a', { hasText: 'Électricité du Val' }).first().waitFor();
  await axe(page);
  await screenshot(page, 'command', drawn);
  await page.locator('#command-text').fill(number);
  // What was found before may have the number too, until the answer takes its place.
  await page.locator('dialog.command a', { hasText: 'Électricité du Val' }).first().waitFor({ state: 'detached' });
  await page.locator('dialog.command a', { hasText: number }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'A');
  await page.locator('dialog.command a', { hasText: number }).first().press('Enter');
  await page.waitForURL(/\/(factures|deposer)\//);

  const plain = await newPage({ as: KARIM, javaScript: false });
  await plain.goto('/recherche?q=val');
  assert.match(await plain.locator('main').innerText(), /Électricité du Val/);
});

scenario('the portfolio is narrowed, walked through, and its accesses are told', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await withInvoices(page);
  for (const [path, name] of [['/structures', 'portfolio'], ['/acces', 'accesses'], ['/structures/importer', 'import'], ['/taux-interets', 'rates']]) {
    await page.goto(path);
    await awake(page);
    await axe(page);
    await screenshot(page, name, drawn);
  }
  await page.goto('/structures');
  await awake(page);
  await page.locator('.portfolio-name a').first().click();
  await page.waitForURL(/\/structures\/[0-9a-f-]{36}/);
  const first = await page.locator('h1').innerText();
  await awake(page);
  await page.keyboard.press('j');
  await page.waitForFunction((name) => document.querySelector('h1')?.textContent !== name, first);
});

scenario('the directory is searched and an invoice says until when it must be paid', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await withInvoices(page);
  await page.goto('/annuaire?q=saint');
  await awake(page);
  await axe(page);
  await screenshot(page, 'directory', drawn);
  const card = page.locator('main a[href^="/annuaire/"]').first();
  if ((await card.count()) > 0) {
    await card.click();
    await page.waitForURL(/\/annuaire\/[^?]+/);
    await awake(page);
    await axe(page);
    await screenshot(page, 'recipient-card', drawn);
  }
  await page.goto('/engagements');
  await awake(page);
  await axe(page);
  await screenshot(page, 'engagements', drawn);

  await page.goto('/factures?onglet=arrivees');
  await page.locator('.row-link').first().click();
  await page.waitForURL(/\/factures\/[0-9a-f-]{36}/);
  await awake(page);
  assert.match(await page.locator('main').innerText(), /Délai de paiement/);
});

scenario('the new pages in the dark', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, dark: true });
  await withInvoices(page);
  for (const [path, name] of [['/structures', 'portfolio'], ['/acces', 'accesses'], ['/lots', 'batches'], ['/annuaire?q=saint', 'directory'], ['/factures', 'list']]) {
    await page.goto(path);
    await awake(page);
    await axe(page);
    await screenshot(page, `${name}-dark`, drawn);
  }
});
