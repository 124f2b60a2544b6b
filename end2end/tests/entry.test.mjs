// An invoice without a PDF: typed line by line, its totals under one's eyes, sent, and numbered by Chorus Pro.

import assert from 'node:assert/strict';
import { chooseStructure } from '../draft.mjs';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const MANON = 'manon@lefevre.example';
const drawn = [390, 1440];

/** Begins an invoice that is typed. */
async function begin(page) {
  await page.goto('/deposer');
  await chooseStructure(page);
  await page.locator('button[formaction="/deposer/saisie"]').click();
  await page.waitForURL(/\/deposer\/[0-9a-f-]{36}$/);
}

async function line(page, row, values) {
  for (const [field, value] of Object.entries(values)) {
    await page.locator(`#line-${row}-${field}`).fill(value);
  }
}

scenario('an invoice is typed line by line and its totals follow while one types', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await begin(page);
  await awake(page);
  await axe(page);
  await line(page, 0, { name: 'Pose de volets roulants', quantity: '2,5', unit: 'jour', price: '480' });
  await page.locator('#net', { hasText: /1.200,00/ }).waitFor();
  assert.equal(await page.locator('#line-0-net').innerText(), (1200).toLocaleString('fr-FR', { minimumFractionDigits: 2 }));
  await page.locator('button[value=ajouter-poste]').click();
  await page.locator('#line-1-name').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'line-1-name');
  await line(page, 1, { name: 'Moteur tubulaire', price: '129,333333', discount: '9,33', rate: '10' });
  await page.locator('#gross', { hasText: /1.572,00/ }).waitFor();
  await page.locator('#due', { hasText: /1.572,00/ }).waitFor();
  await page.locator('button[value=ajouter-poste]').click();
  await page.locator('#line-2-name').waitFor();
  await page.locator('button[value="retirer-poste:2"]').click();
  await page.locator('#line-2-name').waitFor({ state: 'detached' });
  assert.equal(await page.locator('#line-1-price').inputValue(), '129,333333', 'a price keeps its decimals');
  await page.locator('#recipient_siret').pressSequentially('saint-aubin', { delay: 20 });
  await page.locator('#recipient-choices [role=option]').first().click();
  await page.locator('#draft-state', { hasText: 'Enregistré' }).waitFor();
  await axe(page);
  await screenshot(page, 'entry', drawn);
});

scenario('an invoice is typed, reviewed and sent without script', async ({ newPage }) => {
  const page = await newPage({ as: MANON, javaScript: false });
  await begin(page);
  await line(page, 0, { name: 'Conseil', price: '800' });
  await page.locator('#recipient_siret').fill('saint-aubin');
  await page.locator('button[value=chercher]').click();
  await page.locator('button[value^="choisir:"]').first().click();
  await page.locator('#engagement').fill('EJ-2026-1');
  const service = page.locator('#service_code');
  if (await service.evaluate((element) => element.tagName === 'SELECT')) await service.selectOption({ index: 1 });
  await page.locator('button[value=verifier]').click();
  await page.waitForURL(/\/verifier$/);
  assert.match(await page.locator('.invoice-sentence').innerText(), /Chorus Pro lui donnera son numéro/);
  await screenshot(page, 'entry-review', drawn);
  await page.locator('form[action$="/envoyer"] button[data-kind=primary]').click();
  // The next draft opens; the invoice is one link away.
  await page.locator('form.toast a').click();
  await page.waitForURL(/\/factures\/[^/?]+$/);
  // It has no number before Chorus Pro has given one.
  for (;;) {
    if (await page.locator('h1', { hasText: /Facture (?!sans)/ }).count()) break;
    await page.waitForTimeout(500);
    await page.reload();
  }
  await screenshot(page, 'entry-sent', drawn);
  // The next one for the same recipient is offered what this one held.
  await begin(page);
  await page.locator('#recipient_siret').fill('saint-aubin');
  await page.locator('button[value=chercher]').click();
  await page.locator('button[value^="choisir:"]').first().click();
  const engagement = page.locator('.remembered button[value="reprendre:engagement:EJ-2026-1"]');
  await engagement.waitFor();
  await screenshot(page, 'entry-remembered', drawn);
  await engagement.click();
  await page.locator('#engagement').waitFor();
  assert.equal(await page.locator('#engagement').inputValue(), 'EJ-2026-1');
});
