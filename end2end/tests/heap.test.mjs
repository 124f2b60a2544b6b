// A heap of files: each becomes a draft of its structure, what is ready leaves in one act and comes back in one.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';
import { chooseStructure } from '../draft.mjs';
import { invoicePdf, pdf, today } from '../pdf.mjs';

// A hundred are submitted and looked at before they are taken back.
const { scenario } = startPupitre({ undo: 60 });
const MANON = 'manon@lefevre.example';
/** A school, which asks for neither service nor engagement. */
const SCHOOL = '19450330700011';
/** Two of the clients. */
const [ELECTRICIAN, CARPENTER] = ['483 016 613 00010', '726 018 159 00010'];
const drawn = [390, 1440];

const file = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });
const rows = (page) => page.locator('#drafts tr.invoice-row');
const group = (page, title) => page.locator('#drafts tbody', { has: page.locator('.group-title', { hasText: title }) });

/** The PDF of an invoice for the school that prints the SIRET of who issues it. */
const paper = (number, siret) => pdf([
  `SIRET ${siret}`,
  `Facture n° ${number}`,
  `Date de facture : ${today()}`,
  `SIRET client : ${SCHOOL}`,
  'Total HT 1000,00 EUR',
  'Total TVA 200,00 EUR',
  'Total TTC 1200,00 EUR',
  'Net à payer : 1200,00 EUR',
]);

scenario('a hundred dropped files are deposited with three acts, and taken back with one', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await page.goto('/deposer');
  await awake(page);
  const files = Array.from({ length: 100 }, (_, index) => {
    const siret = index % 2 === 0 ? ELECTRICIAN : CARPENTER;
    return file(`facture-${index}.pdf`, paper(`LOT-${String(index).padStart(3, '0')}`, siret));
  });
  await page.locator('#file').setInputFiles(files);
  await page.locator('#file-state', { hasText: '100 fichiers lus.' }).waitFor({ timeout: 90_000 });
  // Chorus Pro reads them; what it says comes by itself.
  const ready = group(page, 'Prêtes').locator('tr.invoice-row', { hasText: 'LOT-' });
  await page.waitForFunction(
    () => [...document.querySelectorAll('#drafts tbody')]
      .some((body) => body.textContent.includes('Prêtes') && [...body.querySelectorAll('tr')].filter((row) => row.textContent.includes('LOT-')).length === 100),
    undefined,
    { timeout: 90_000 },
  );
  assert.equal(await ready.filter({ hasText: 'Menuiserie' }).count(), 50, 'each is under the client that it names');
  await axe(page);
  await screenshot(page, 'heap-desk', drawn);

  await page.locator('body').press('Control+Enter');
  await page.waitForURL(/\/deposer\/lot$/);
  const review = await page.locator('main').innerText();
  assert.match(review, /Déposer 10\d factures/);
  assert.match(review, /Menuiserie Garnier et Fils\s+5\d\s/, 'how many of each client');
  await axe(page);
  await screenshot(page, 'heap-review', drawn);
  await page.locator('#deposit-several button[data-kind=primary]').click();
  await page.waitForURL(/\/deposer$/);
  const strip = page.locator('form.toast');
  assert.match(await strip.innerText(), /10\d dépôts/);
  await screenshot(page, 'heap-leaving', drawn);
  await strip.locator('button').click();
  await page.locator('.notice', { hasText: 'Dépôts annulés' }).waitFor();
  assert.equal(await rows(page).filter({ hasText: 'LOT-' }).count(), 100, 'nothing has left');
});

scenario('files that name nobody are asked for once', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await page.goto('/deposer');
  await awake(page);
  await page.locator('#file').setInputFiles([
    file('un.pdf', invoicePdf('SANS-1')),
    file('deux.pdf', invoicePdf('SANS-2')),
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Bonjour') },
  ]);
  await page.locator('#file-state', { hasText: '3 fichiers lus, dont un refusé.' }).waitFor();
  await page.locator('#uploads li[data-kind=error]', { hasText: 'notes.txt' }).waitFor();
  const question = page.locator('.waiting-group');
  await question.waitFor();
  assert.equal(await question.locator('.waiting-file').count(), 2);
  await axe(page);
  await screenshot(page, 'heap-waiting', drawn);
  const choice = question.locator('select option', { hasText: 'Électricité du Val' });
  await question.locator('select').selectOption(await choice.getAttribute('value'));
  await question.locator('button', { hasText: 'En faire des brouillons' }).click();
  await page.locator('.notice', { hasText: 'Chaque fichier est un brouillon' }).waitFor();
  assert.equal(await rows(page).filter({ hasText: /SANS-|un\.pdf|deux\.pdf/ }).count(), 2);
  assert.equal(await page.locator('.waiting-group').count(), 0);
});

scenario('several files are taken, asked for and sent without JavaScript', async ({ newPage }) => {
  const page = await newPage({ as: MANON, javaScript: false });
  await page.goto('/deposer');
  await chooseStructure(page);
  await page.locator('#file').setInputFiles([
    file('a.pdf', paper('PLAIN-1', ELECTRICIAN)),
    file('b.pdf', paper('PLAIN-2', ELECTRICIAN)),
  ]);
  await page.locator('#start .without-script button').click();
  await page.locator('.notice', { hasText: 'Chaque fichier est un brouillon' }).waitFor();
  for (;;) {
    await page.goto('/deposer');
    if ((await group(page, 'Prêtes').locator('tr', { hasText: 'PLAIN-' }).count()) === 2) break;
  }
  for (const number of ['PLAIN-1', 'PLAIN-2']) await rows(page).filter({ hasText: number }).locator('input').check();
  await page.locator('button', { hasText: 'Vérifier la sélection' }).click();
  const review = await page.locator('main').innerText();
  assert.match(review, /Déposer 2 factures/);
  await page.locator('#deposit-several button[data-kind=primary]').click();
  await page.waitForURL(/\/deposer$/);
  assert.match(await page.locator('form.toast').innerText(), /2 dépôts/);
  await page.locator('form.toast button').click();
  await page.locator('.notice', { hasText: 'Dépôts annulés' }).waitFor();
});
