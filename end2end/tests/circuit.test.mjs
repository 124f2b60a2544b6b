// The circuit of received invoices: a rule, the approval of a colleague in another browser, a rejection that two confirm.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const CLAIRE = 'claire@saint-aubin.example';
const HUGO = 'hugo@saint-aubin.example';
const drawn = [390, 1440];
const isInvoice = /\/factures\/[0-9a-f-]{36}(\?.*)?$/;

/** Opens the first received invoice whose payment is not ordered, once the first round has brought one. */
async function openFirst(page) {
  for (;;) {
    for (const status of ['MISE_A_DISPOSITION', 'SERVICE_FAIT']) {
      await page.goto(`/recues?statut=${status}`);
      if (await page.locator('tr.invoice-row').count() > 0) {
        await page.locator('tr.invoice-row a[href^="/factures/"]').first().click();
        await page.waitForURL(isInvoice);
        return new URL(page.url()).pathname;
      }
    }
    await page.waitForTimeout(1000);
  }
}

scenario('a rule leads to a colleague, whose approval frees the payment', async ({ newPage }) => {
  // Of what they both reach.
  const hugo = await newPage({ as: HUGO });
  const path = await openFirst(hugo);
  const page = await newPage({ as: CLAIRE });
  await page.goto('/circuit');
  await awake(page);
  await page.locator('summary', { hasText: 'Ajouter une règle' }).click();
  await page.locator('#rule_name').fill('Toutes les factures');
  await page.locator('#step1').selectOption({ label: await page.locator('#step1 option', { hasText: 'Hugo' }).first().innerText() });
  await axe(page);
  await screenshot(page, 'circuit', drawn);
  await page.locator('button', { hasText: 'Ajouter la règle' }).click();
  await page.locator('.rule', { hasText: 'Toutes les factures' }).waitFor();
  await page.locator('a', { hasText: 'Essayer' }).click();
  await page.locator('.trial-table tbody tr').first().waitFor();
  await axe(page);
  await screenshot(page, 'circuit-trial', drawn);
  await page.locator('button', { hasText: 'Appliquer' }).click();
  await page.waitForURL(/fait=/);
  await page.goto(path);
  await page.locator('#visas', { hasText: 'attendu' }).waitFor();
  await axe(page);
  await screenshot(page, 'circuit-invoice', drawn);
  await page.goto(`${path}/decider/mandater`);
  await page.getByText('Paiement retenu').waitFor();

  await hugo.goto('/');
  await hugo.locator('.task-group', { hasText: 'Viser' }).first().waitFor();
  await axe(hugo);
  await screenshot(hugo, 'circuit-tasks', drawn);
  await hugo.goto(path);
  await awake(hugo);
  await screenshot(hugo, 'circuit-visa', drawn);
  await hugo.locator('#comment').fill('Conforme au devis.');
  await hugo.locator('button', { hasText: /^Viser$/ }).click();
  await hugo.waitForURL(/fait=visa/);
  await hugo.locator('#visas', { hasText: 'donné' }).waitFor();

  await page.goto(`${path}/decider/mandater`);
  assert.equal(await page.getByText('Paiement retenu').count(), 0);
});

scenario('a rejection that needs two is confirmed without script', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE, javaScript: false });
  await page.goto('/circuit');
  await page.locator('button', { hasText: 'Demander une deuxième personne' }).click();
  const hugo = await newPage({ as: HUGO, javaScript: false });
  const path = await openFirst(hugo);
  await page.goto(`${path}/decider/rejeter`);
  await page.locator('#motif').fill('Facturée deux fois.');
  await page.locator('.action-bar button[value=envoyer]').click();
  await page.locator('#second', { hasText: 'Facturée deux fois.' }).waitFor();
  await screenshot(page, 'circuit-second', drawn);
  await hugo.goto(path);
  await hugo.locator('button', { hasText: 'Confirmer le rejet' }).click();
  await hugo.locator('form.toast', { hasText: 'part à' }).waitFor();
});
