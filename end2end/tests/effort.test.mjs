// What a deposit asks of a person: the acts between the login page and an invoice that has arrived are counted.

import assert from 'node:assert/strict';
import { PASSWORD, awake, startPupitre, submitCredentials } from '../harness.mjs';
import { pdf, today } from '../pdf.mjs';

/** The most clicks from the login page to the last word of a person; files that are handed over count as one. */
const MOST_ACTS = 4;

const { scenario } = startPupitre();

scenario('a recognised PDF is deposited from the login page in at most four clicks', async ({ newPage }) => {
  const page = await newPage();
  const acts = [];
  await page.goto('/connexion');
  await submitCredentials(page, 'manon@lefevre.example', PASSWORD);
  acts.push('sign in');
  await page.waitForURL((url) => url.pathname !== '/connexion');
  await awake(page);

  // Dropped on the page that comes after signing in, whichever that is.
  const bytes = [...pdf([
    'SIRET 483 016 613 00010',
    'Facture n° EF-1001',
    `Date de facture : ${today()}`,
    'SIRET client : 19450330700011',
    'Total HT 1000,00 EUR',
    'Total TVA 200,00 EUR',
    'Total TTC 1200,00 EUR',
    'Net à payer : 1200,00 EUR',
  ])];
  await page.evaluate((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'facture.pdf', { type: 'application/pdf' }));
    for (const type of ['dragover', 'drop']) {
      document.querySelector('h1').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  }, bytes);
  acts.push('drop');
  await page.waitForURL(/\/deposer\/[^/]+$/);
  await page.waitForFunction(() => document.querySelector('#deposit [name=number]')?.value === 'EF-1001');
  await awake(page);

  await page.locator('.action-bar button[value=verifier]').click();
  acts.push('verify');
  await page.waitForURL(/\/verifier$/);
  await page.locator('form[action$="/envoyer"] button[data-kind=primary]').click();
  acts.push('send');
  await page.waitForURL(/\/factures\/[^/?]+$/);
  await page.locator('.invoice-head .status', { hasText: 'Mise à disposition' }).waitFor({ timeout: 30_000 });
  assert.ok(acts.length <= MOST_ACTS, acts.join(', '));
});
