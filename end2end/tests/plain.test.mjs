// The same job without JavaScript: plain forms, and errors that keep everything typed.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { screenshot, startPupitre } from '../harness.mjs';
import { beginDraft, field } from '../draft.mjs';

const { scenario } = startPupitre();
const REFUSAL = [/the server responded with a status of 422/];

const press = async (page, value) => {
  const answer = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.locator(`button[name=action][value="${value}"]:visible`).last().click();
  await answer;
  await page.waitForLoadState();
};

/** Loads the page again until it says what is expected. */
async function reloadUntil(page, says, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await says())) {
    assert.ok(Date.now() < deadline, `still not after ${seconds} s`);
    await sleep(300);
    await page.reload();
  }
}

scenario('an invoice is deposited, corrected, undone, sent and followed without JavaScript', async ({ newPage }) => {
  const page = await newPage({ as: 'karim@lefevre.example', javaScript: false, expected: REFUSAL });
  await page.goto('/deposer');
  await screenshot(page, 'plain-deposit-start', [320, 1440]);
  await beginDraft(page, 'PL-2001', { plain: true });
  await reloadUntil(page, async () => (await field(page, 'number').inputValue()) === 'PL-2001');

  // An incomplete draft comes back with every word of it, and the errors beside the fields.
  const typed = {
    number: 'PL-2001',
    date: '31/02/2026',
    net: '1 000',
    vat: '200',
    gross: '999',
    'tax[0].rate': '20',
    'tax[0].base': '1000',
    'tax[0].tax': '200',
    engagement: 'BC/77 <b>',
    comment: 'À l’attention de « l’accueil »',
  };
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
  const odd = { name: 'reçu n° 4.txt', mimeType: 'text/plain', buffer: Buffer.from('reçu') };
  await page.locator('#attachments').setInputFiles(odd);
  await press(page, 'verifier');
  await page.locator('#error-summary').waitFor();
  for (const [name, value] of Object.entries(typed)) {
    assert.equal(await field(page, name).inputValue(), value, `${name} is kept`);
  }
  for (const name of ['date', 'gross', 'recipient_siret']) {
    await page.locator(`#${name}-error .field-message`).first().waitFor();
    await page.locator(`#error-summary a[href="#${name}"]`).first().waitFor();
  }
  await page.locator('.file-list li', { hasText: odd.name }).waitFor();
  await screenshot(page, 'plain-draft-incomplete');

  // The recipient by name, its service from the list.
  await field(page, 'recipient_siret').fill('saint-aubin');
  await press(page, 'chercher');
  const choice = page.locator('button[value^="choisir:"]', { hasText: 'Ville de Saint-Aubin' }).first();
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), choice.click()]);
  await page.locator('select[name=service_code]').waitFor();
  await field(page, 'service_code').selectOption('TECHNIQUE');
  await field(page, 'engagement').fill('BC-77');
  await field(page, 'date').fill('');
  await field(page, 'date').fill(new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris' }).format(new Date()));
  await field(page, 'gross').fill('1200');
  await press(page, 'verifier');
  await page.waitForURL(/\/verifier$/);
  const review = await page.locator('main').innerText();
  for (const repeated of [/PL-2001/, /Saint-Aubin/, /1\s200,00\s€/]) assert.match(review, repeated);
  await screenshot(page, 'plain-review');

  await page.locator('form[action$="/envoyer"] button[data-kind=primary]').click();
  await page.waitForURL(/\/factures\/[^/?]+$/);
  await page.locator('form[action$="/annuler-envoi"] button').click();
  await page.waitForURL(/\/deposer\/[^/]+$/);
  await press(page, 'verifier');
  await page.waitForURL(/\/verifier$/);
  await page.locator('form[action$="/envoyer"] button[data-kind=primary]').click();
  await page.waitForURL(/\/factures\/[^/?]+$/);
  const status = page.locator('.invoice-head .status');
  assert.match(await status.innerText(), /file d’attente/i);
  await reloadUntil(page, async () => /Mise à disposition/.test(await status.innerText()));
  await screenshot(page, 'plain-invoice');
  await page.goto('/factures?q=PL-2001');
  assert.equal(await page.locator('tr.invoice-row').count(), 1);
});

scenario('the deposit without a file or a structure says what is missing, without JavaScript', async ({ newPage }) => {
  const page = await newPage({ as: 'karim@lefevre.example', javaScript: false, expected: REFUSAL });
  await page.goto('/deposer');
  // The browser would stop the form itself; another client does not.
  await page.locator('#start').evaluate((form) => { form.noValidate = true; });
  await page.locator('#start .without-script button').click();
  await page.locator('#file-error .field-message').first().waitFor();
});

scenario('list, filters and help work without JavaScript', async ({ newPage }) => {
  const page = await newPage({ as: 'karim@lefevre.example', javaScript: false });
  await page.goto('/factures');
  await page.locator('#filter-status').selectOption({ index: 1 });
  await page.locator('form.filters button').click();
  await page.waitForURL(/statut=/);
  await page.goto('/factures');
  await page.locator('#search').fill('BR-2601');
  await page.locator('#search').press('Enter');
  await page.waitForURL(/q=BR-2601/);
  assert.equal(await page.locator('tr.invoice-row').count(), 1);
});
