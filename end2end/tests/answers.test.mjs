// What came back and what goes beside a PDF: a suspension answered, taken back and answered again; a rejection that leads
// to a corrected invoice; a flow that is given, confirmed and followed; a proof that is looked at.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';
import { invoicePdf } from '../pdf.mjs';

const { scenario } = startPupitre();
const MANON = 'manon@lefevre.example';
const drawn = [390, 1440];
const REFUSAL = [/the server responded with a status of 422/];

/** Opens the first invoice of a status from its list. */
async function openFirst(page, status) {
  await page.goto(`/factures?statut=${status}`);
  await page.locator('tr.invoice-row a[href^="/factures/"]').first().click();
  await page.waitForURL(/\/factures\/[0-9a-f-]+(\?.*)?$/);
}

for (const javaScript of [true, false]) {
  scenario(`a suspended invoice is completed, taken back and completed again ${javaScript ? 'with' : 'without'} script`, async ({ newPage }) => {
    const page = await newPage({ as: MANON, javaScript, expected: REFUSAL });
    await openFirst(page, 'SUSPENDUE');
    const path = new URL(page.url()).pathname;
    await screenshot(page, 'answer-asked', drawn);
    await page.locator('.action-bar a', { hasText: 'Compléter' }).click();
    await page.waitForURL(/\/completer$/);
    if (javaScript) await axe(page);
    await page.locator('button[name=action][value=envoyer]').click();
    await page.locator('#error-summary').waitFor();
    await page.locator('#comment').fill('Le bon de commande est joint.');
    await page.locator('#attachments').setInputFiles({ name: 'Bon n° 7.pdf', mimeType: 'application/pdf', buffer: invoicePdf('BON-7') });
    await page.locator('.action-bar button[value=enregistrer]').click();
    await page.locator('.file-list', { hasText: 'Bon_no_7.pdf' }).waitFor();
    await screenshot(page, 'answer-prepared', drawn);
    await page.locator('button[name=action][value=envoyer]').click();
    await page.waitForURL(new RegExp(`${path}$`));
    const toast = page.locator('form.toast');
    assert.match(await toast.innerText(), /Le complément/);
    await screenshot(page, 'answer-leaving', drawn);
    await toast.locator('button').click();
    await page.waitForURL(/\/completer\?fait=/);
    assert.equal(await page.locator('#comment').inputValue(), 'Le bon de commande est joint.');
    await page.locator('button[name=action][value=envoyer]').click();
    await page.waitForURL(new RegExp(`${path}$`));
    // With script the page hears of it; without, it is read again.
    for (;;) {
      if (await page.locator('.timeline', { hasText: 'Complément accepté par Chorus Pro' }).count()) break;
      await page.waitForTimeout(500);
      if (!javaScript) await page.reload();
    }
    await page.locator('.file-list', { hasText: 'Bon_no_7.pdf' }).first().waitFor();
  });
}

scenario('an invoice to recycle finds its new recipient by name', async ({ newPage }) => {
  const page = await newPage({ as: MANON, expected: REFUSAL });
  await openFirst(page, 'A_RECYCLER');
  await page.locator('.action-bar a', { hasText: 'Recycler' }).click();
  await page.waitForURL(/\/recycler$/);
  await awake(page);
  await axe(page);
  await screenshot(page, 'answer-recycle', drawn);
  await page.locator('button[name=action][value=envoyer]').click();
  await page.locator('#error-summary', { hasText: 'chemin' }).waitFor();
  await awake(page);
  await page.locator('#recipient_siret').fill('');
  await page.locator('#recipient_siret').pressSequentially('saint-aubin', { delay: 20 });
  await page.locator('#recipient-choices [role=option]').first().click();
  await page.waitForFunction(() => /^\d{14}$/.test(document.querySelector('#recipient_siret')?.value.replaceAll(' ', '') ?? ''));
});

scenario('a rejected invoice is established anew, and its rejection leaves the desk', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await openFirst(page, 'REJETEE');
  const path = new URL(page.url()).pathname;
  await screenshot(page, 'answer-rejected', drawn);
  await page.locator('button', { hasText: 'Établir la facture corrigée' }).click();
  await page.waitForURL(/\/deposer\/[^/]+\?fait=copie$/);
  await awake(page);
  await axe(page);
  await screenshot(page, 'answer-copy', drawn);
  await page.locator('#pdf').setInputFiles({ name: 'corrigee.pdf', mimeType: 'application/pdf', buffer: invoicePdf('CORR-1') });
  await page.locator('iframe.document-view').waitFor();
  await page.goto(path);
  await page.locator('button', { hasText: 'Marquer comme traité' }).click();
  await page.locator('.invoice-sentence', { hasText: 'Ce rejet est traité' }).waitFor();
});

scenario('a flow is given, confirmed and followed to its invoices', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await page.goto('/flux');
  await awake(page);
  await axe(page);
  await screenshot(page, 'flows-empty', drawn);
  const xml = readFileSync(new URL('../../crates/chorus-pro-simulator/tests/data/flow_cii.xml', import.meta.url), 'utf8');
  // One of the clients, and a school that asks for neither service nor engagement.
  const ours = xml.replace('00000000900001', '48301661300010').replace('00000000900011', '19450330700011').replace('ACHATS', '');
  await page.locator('#file').setInputFiles({ name: 'facture-mars.xml', mimeType: 'text/xml', buffer: Buffer.from(ours) });
  await page.locator('button', { hasText: 'Lire ce flux' }).click();
  await page.waitForURL(/\/flux\/[0-9a-f-]+$/);
  await awake(page);
  await axe(page);
  await screenshot(page, 'flow-prepared', drawn);
  await page.locator('button[name=action][value=envoyer]').click();
  await page.locator('form.toast', { hasText: 'Ce flux part' }).waitFor();
  await page.locator('.invoice-sentence', { hasText: 'Chorus Pro a pris toutes ses factures' }).waitFor({ timeout: 60_000 });
  await screenshot(page, 'flow-integrated', drawn);
  await page.locator('.flow-table a').first().click();
  await page.waitForURL(/\/factures\/[0-9a-f-]+(\?.*)?$/);
  // Nobody gave its PDF here: Chorus Pro does.
  await page.locator('iframe.document-view').waitFor({ timeout: 30_000 });
  await page.locator('a', { hasText: 'Attestation' }).click();
  await page.waitForURL(/\/attestation$/);
  await axe(page);
  await screenshot(page, 'attestation', drawn);
});
