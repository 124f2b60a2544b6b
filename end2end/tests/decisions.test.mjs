// What a recipient decides: by keys alone from one invoice to the next, without script, for several at once, and as its
// supplier sees it.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const CLAIRE = 'claire@saint-aubin.example';
const MANON = 'manon@lefevre.example';
const drawn = [390, 1440];
const REFUSAL = [/the server responded with a status of 422/];

const toast = (page) => page.locator('form.toast');
const isInvoice = /\/factures\/[0-9a-f-]{36}(\?.*)?$/;

/** Opens the first received invoice of a status from its list, once the first round has brought some. */
async function openFirst(page, status) {
  for (;;) {
    await page.goto(`/recues?statut=${status}`);
    if (await page.locator('tr.invoice-row').count() > 1) break;
    await page.waitForTimeout(1000);
  }
  await page.locator('tr.invoice-row a[href^="/factures/"]').first().click();
  await page.waitForURL(isInvoice);
  return new URL(page.url()).pathname;
}

scenario('an invoice is suspended by keys, the next one opens, and it is taken back there', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE, expected: REFUSAL });
  const path = await openFirst(page, 'MISE_A_DISPOSITION');
  await awake(page);
  await axe(page);
  await screenshot(page, 'decide-invoice', drawn);
  await page.keyboard.press('s');
  await page.waitForURL(/\/decider\/suspendre/);
  await axe(page);
  await screenshot(page, 'decide-suspend', drawn);
  await page.keyboard.press('Control+Enter');
  await page.locator('#error-summary').waitFor();
  await page.locator('button.choice', { hasText: 'Preuve de la prestation' }).click();
  await page.waitForFunction(() => document.querySelector('#motif')?.value.includes('bon de livraison'));
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(isInvoice);
  assert.notEqual(new URL(page.url()).pathname, path, 'the next invoice opened by itself');
  assert.match(await toast(page).innerText(), /La suspension de/);
  await screenshot(page, 'decide-next', drawn);
  await toast(page).locator('button').click();
  await page.waitForURL(/\/decider\/suspendre\?fait=/);
  assert.match(await page.locator('#motif').inputValue(), /bon de livraison/);
  await page.keyboard.press('Escape');
  await page.locator('.action-bar a', { hasText: 'Voir la facture' }).click();
  await page.waitForURL(isInvoice);
  await page.locator('.invoice-act', { hasText: 'préparée' }).waitFor();
});

scenario('an invoice is certified with its day and proof without script', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE, javaScript: false, expected: REFUSAL });
  const path = await openFirst(page, 'MISE_A_DISPOSITION');
  await page.locator('.action-bar a', { hasText: 'Constater le service fait' }).click();
  await page.locator('#service_day').fill('01/01/2099');
  await page.locator('#attachments').setInputFiles({ name: 'PV.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 pv') });
  await page.locator('.action-bar button[value=envoyer]').click();
  await page.locator('#service_day-error', { hasText: 'à venir' }).waitFor();
  await page.locator('.file-list', { hasText: 'PV.pdf' }).waitFor();
  await screenshot(page, 'decide-service-fait', drawn);
  await page.locator('#service_day').fill('hier');
  await page.locator('.action-bar button[value=envoyer]').click();
  await page.waitForURL(isInvoice);
  await page.goto(path);
  for (;;) {
    if (await page.locator('.timeline', { hasText: 'Décision acceptée par Chorus Pro' }).count()) break;
    await page.waitForTimeout(500);
    await page.reload();
  }
  await page.locator('.file-list', { hasText: 'PV.pdf' }).first().waitFor();
});

scenario('three questions lead to the right act', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE });
  await openFirst(page, 'MISE_A_DISPOSITION');
  await page.locator('.action-bar a', { hasText: 'Quelle décision' }).click();
  await axe(page);
  await page.locator('#pour-oui').check();
  await page.locator('#juste-montant').check();
  await page.locator('#questions button').click();
  await page.locator('#advice', { hasText: 'somme admise' }).waitFor();
  await axe(page);
  await screenshot(page, 'decide-questions', drawn);
});

scenario('several are chosen by keys, tried, decided and taken back together', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE, expected: REFUSAL });
  await openFirst(page, 'MISE_A_DISPOSITION');
  await page.goto('/recues?statut=MISE_A_DISPOSITION');
  await awake(page);
  for (const key of ['j', 'x', 'j', 'x', 'd']) await page.keyboard.press(key);
  await page.waitForURL(/\/factures\/choisies\/decider/);
  await page.locator('#decision').selectOption('REJETEE');
  await page.locator('#several button', { hasText: 'Vérifier' }).click();
  await page.locator('#motif').fill('Déjà facturé.');
  await page.locator('#several button', { hasText: 'Vérifier' }).click();
  await axe(page);
  await screenshot(page, 'decide-several', drawn);
  await page.locator('.action-bar button', { hasText: 'Envoyer 2 décisions' }).click();
  await page.waitForURL(/\/recues\?/);
  assert.match(await toast(page).innerText(), /2 décisions partent/);
  await screenshot(page, 'decide-several-leaving', [1440]);
  await toast(page).locator('button').click();
  await page.waitForURL(/fait=decisions-annulees/);
});

scenario('what a recipient decides reaches its supplier, who answers', async ({ newPage }) => {
  const [manon, claire] = [await newPage({ as: MANON }), await newPage({ as: CLAIRE })];
  await openFirst(claire, 'MISE_A_DISPOSITION');
  await manon.goto('/factures?statut=MISE_A_DISPOSITION&tiers=saint-aubin');
  const number = (await manon.locator('tr.invoice-row a[href^="/factures/"]').first().innerText()).trim();
  await manon.locator('tr.invoice-row a[href^="/factures/"]').first().click();
  await manon.waitForURL(isInvoice);
  await claire.goto(`/recues?q=${encodeURIComponent(number)}`);
  await claire.locator('tr.invoice-row a[href^="/factures/"]').first().click();
  await claire.waitForURL(isInvoice);
  await claire.keyboard.press('s');
  await claire.waitForURL(/\/decider\/suspendre/);
  await claire.locator('#motif').fill('Délai interrompu : le bon de livraison manque.');
  await claire.locator('.action-bar button[value=envoyer]').click();
  await claire.waitForURL(isInvoice);
  // The supplier's page hears of it once its structure was asked for again.
  for (;;) {
    if (await manon.locator('.invoice-head', { hasText: 'bon de livraison manque' }).count()) break;
    await manon.goto(`/factures?q=${encodeURIComponent(number)}`);
    await manon.locator('tr.invoice-row input[type=checkbox]').first().check();
    await manon.locator('.chosen-acts button', { hasText: 'Actualiser' }).click();
    await manon.locator('button', { hasText: 'Interroger' }).click().catch(() => {});
    await manon.waitForTimeout(1500);
    await manon.goto(`/factures?q=${encodeURIComponent(number)}`);
    await manon.locator('tr.invoice-row a[href^="/factures/"]').first().click();
    await manon.waitForURL(isInvoice);
  }
  await manon.locator('.action-bar a', { hasText: 'Compléter' }).waitFor();
});
