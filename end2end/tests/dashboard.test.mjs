// The Tableau de bord: how its pictures look at each width and in the dark, what axe says, and that it prints on two sheets.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withInvoices } from '../harness.mjs';

const { scenario } = startPupitre();

for (const [who, side, list] of [
  ['helene@lefevre.example', 'emises', '/factures'],
  ['claire@saint-aubin.example', 'recues', '/recues'],
]) {
  scenario(`figures of ${side} are seen, led to their list and printed`, async ({ newPage }) => {
    const page = await newPage({ as: who });
    await withInvoices(page, list);
    await page.goto(`/tableau-de-bord?cote=${side}`);
    await awake(page);
    assert.equal(await page.locator('.picture').count(), 7);
    await axe(page);
    await screenshot(page, `dashboard-${side}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await axe(page);
    await screenshot(page, `dashboard-${side}-dark`, [1440]);
    await page.emulateMedia({ colorScheme: null });
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
    assert.equal(sheets.length, 2, 'two sheets');
    await page.locator('#etats .chart-row a').first().click();
    await page.waitForURL((url) => url.pathname === list && url.searchParams.has('statut'));
    assert.ok((await page.locator('.invoice-row').count()) > 0, 'the list behind a mark has its invoices');
  });
}

scenario('figures are read as tables without script', async ({ newPage }) => {
  const page = await newPage({ as: 'helene@lefevre.example', javaScript: false });
  await page.goto('/tableau-de-bord');
  await page.locator('#etats summary').click();
  assert.ok(await page.locator('#etats table.figures').isVisible());
});
