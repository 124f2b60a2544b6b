// Vérifier une facture: in the browser where it is XML, on the server where it is not, and without script.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, screenshot, startPupitre } from '../harness.mjs';
import { countBytes } from '../weight.mjs';

const { scenario } = startPupitre();
const KARIM = 'karim@lefevre.example';
const UBL = readFileSync(new URL('../../crates/einvoice/tests/rules/ubl.xml', import.meta.url), 'utf8');
/** Another amount due than the totals say, and a name that would do something as markup. */
const WRONG = UBL.replace(/(PayableAmount currencyID="EUR">)/, '$19');
const file = (name, text) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(text) });

scenario('an XML is checked in the browser, never leaves it, and a finding leads to its place', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  const { bytes } = await countBytes(page);
  await page.goto('/verifier');
  await page.locator('#verify-where', { hasText: 'ne quitte pas' }).waitFor();
  await page.waitForLoadState('networkidle');
  // The page with its check: einvoice, its rules and its sentences, in a module of its own.
  assert.ok(bytes.script < 400_000, `${bytes.script} bytes of script`);
  await page.locator('#fichiers').setInputFiles(file('<img src=x onerror=alert(1)>.xml', WRONG));
  const section = page.locator('.checked');
  await section.locator('code', { hasText: 'BR-CO-16' }).waitFor();
  assert.equal(await section.getAttribute('data-state'), 'refused');
  assert.equal(await page.locator('.checked img').count(), 0, 'a name is text');
  assert.ok(await page.locator('.verify-invoice .invoice').isVisible(), 'the invoice to read');
  const link = section.locator('.checked-finding a').first();
  const path = (await link.innerText()).trim();
  await link.click();
  assert.ok(await page.evaluate((id) => document.getElementById(id)?.matches(':target'), path), path);
  await axe(page);
  await screenshot(page, 'verify');
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe(page);
  await screenshot(page, 'verify-dark', [1440]);
  await page.emulateMedia({ colorScheme: null });
  await page.locator('#fichiers').setInputFiles([file('a.xml', UBL), file('b.xml', WRONG)]);
  await page.locator('#resultat', { hasText: '2 documents' }).waitFor();
  assert.deepEqual(
    await page.locator('.checked').evaluateAll((all) => all.map((one) => one.dataset.state)),
    ['valid', 'refused'],
  );
  assert.deepEqual(sent, [], 'nothing was sent');
});

for (const javaScript of [true, false]) {
  scenario(`what is no XML is checked on the server, ${javaScript ? 'with' : 'without'} script`, async ({ newPage }) => {
    const page = await newPage({ as: KARIM, javaScript, expected: [/status of 422/] });
    await page.goto('/verifier');
    const files = javaScript ? [{ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') }] : [file('a.xml', UBL)];
    await page.locator('#fichiers').setInputFiles(files);
    await Promise.all([page.waitForURL('**/verifier'), page.getByRole('button', { name: 'Vérifier', exact: true }).click()]);
    await page.locator('#resultat', { hasText: '1 document' }).waitFor();
    assert.equal(await page.locator('.checked').getAttribute('data-state'), javaScript ? 'unread' : 'valid');
  });
}
