// Invoices of subcontractors that wait for a validator: answered by keys alone, and without script.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';
const drawn = [390, 1440];
const REFUSAL = [/the server responded with a status of 422/];
const isInvoice = /\/a-valider\/[0-9a-f-]{36}(\?.*)?$/;

/** The list, once Chorus Pro has said what waits. */
async function openList(page) {
  await page.goto('/a-valider');
  for (;;) {
    if (await page.locator('.validation-table .row-link').count()) return;
    await page.locator('button', { hasText: 'Actualiser' }).click();
    await page.waitForTimeout(1000);
    await page.goto('/a-valider');
  }
}

/** Moves the focus with the Tab key until it is on what is looked for. */
async function tabTo(page, selector) {
  for (let step = 0; step < 80; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`no way to ${selector} by the Tab key`);
}

scenario('an invoice is refused by keys alone, taken back, and refused again', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, expected: REFUSAL });
  await openList(page);
  await awake(page);
  await axe(page);
  await screenshot(page, 'validate-list', drawn);
  await tabTo(page, '.validation-table .row-link');
  await page.keyboard.press('Enter');
  await page.waitForURL(isInvoice);
  await awake(page);
  await axe(page);
  await screenshot(page, 'validate-invoice', drawn);
  await tabTo(page, '#answer-accept');
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.locator('#answer-refuse').isChecked());
  await page.keyboard.press('Control+Enter');
  await page.locator('#error-summary').waitFor();
  await axe(page);
  await screenshot(page, 'validate-refused', drawn);
  await tabTo(page, '#reason');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, '#detail');
  await page.keyboard.type('Le métré manque.');
  await page.keyboard.press('Control+Enter');
  await page.locator('form.toast').waitFor();
  assert.match(await page.locator('form.toast').innerText(), /Le refus part à/);
  await screenshot(page, 'validate-leaving', drawn);
  await tabTo(page, 'form.toast button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/fait=validation-annulee/);
  assert.equal(await page.locator('#detail').inputValue(), 'Le métré manque.');
  await awake(page);
  await tabTo(page, '#detail');
  await page.keyboard.press('Control+Enter');
  await page.locator('.act-expected', { hasText: 'Refusée par Hélène Lefèvre' }).waitFor({ timeout: 60_000 });
  await axe(page);
  await screenshot(page, 'validate-answered', drawn);
});

scenario('an invoice is accepted without script', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, javaScript: false, expected: REFUSAL });
  await openList(page);
  await page.locator('.validation-table .row-link').first().click();
  await page.waitForURL(isInvoice);
  await page.locator('.action-bar button', { hasText: 'Envoyer la réponse' }).click();
  await page.locator('#error-summary').waitFor();
  await page.locator('#answer-accept').check();
  await page.locator('.action-bar button', { hasText: 'Envoyer la réponse' }).click();
  await page.waitForURL(isInvoice);
  assert.match(await page.locator('form.toast').innerText(), /L’acceptation part à/);
  for (;;) {
    if (await page.locator('.act-expected', { hasText: 'Acceptée par Hélène Lefèvre' }).count()) break;
    await page.waitForTimeout(500);
    await page.reload();
  }
});
