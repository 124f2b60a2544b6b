// Getting connected: the guide, what Chorus Pro says of a structure, and the probe of its answers.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withInvoices } from '../harness.mjs';

const { scenario } = startPupitre();
const ADMINISTRATOR = 'helene@lefevre.example';
const drawn = [390, 1440];

/** The sheet of the client whose access works. */
async function openSheet(page) {
  await withInvoices(page);
  await page.goto('/structures');
  await page.locator('a', { hasText: 'Électricité du Val' }).first().click();
  await page.waitForURL(/\/structures\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

scenario('the sheet shows what Chorus Pro says of the structure once it was read', async ({ newPage }) => {
  const page = await newPage({ as: ADMINISTRATOR });
  await openSheet(page);
  await awake(page);
  const facts = page.locator('#chorus-facts');
  await facts.locator('dt', { hasText: 'Comptes bancaires' }).waitFor();
  assert.match(await facts.innerText(), /Lu (à l’instant|il y a)/);
  await axe(page);
  await screenshot(page, 'sheet-facts', drawn);
  await facts.locator('form[action$="/relire"] button').click();
  await facts.locator('dt', { hasText: 'Comptes bancaires' }).waitFor();
});

for (const javaScript of [true, false]) {
  scenario(`the guide says how far one is ${javaScript ? 'with' : 'without'} script`, async ({ newPage }) => {
    const page = await newPage({ as: ADMINISTRATOR, javaScript });
    const sheet = await openSheet(page);
    await page.locator('a', { hasText: 'Guide de raccordement' }).click();
    await page.waitForURL(/\/raccordement$/);
    assert.ok((await page.locator('.guide-step').count()) >= 5);
    assert.ok((await page.locator('.guide-step[data-kind=success]').count()) >= 3, 'a working access has shown most of it');
    if (javaScript) await axe(page);
    await screenshot(page, javaScript ? 'guide' : 'guide-plain', drawn);
    await page.locator('form[action$="/tester"] button').click();
    await page.waitForURL((url) => url.pathname.startsWith(sheet));
    await page.locator('#report').waitFor();
  });
}

scenario('the probe finds that the platform answers as described', async ({ newPage }) => {
  const page = await newPage({ as: ADMINISTRATOR });
  await openSheet(page);
  await page.locator('form[action$="/sonde"] button').click();
  await page.locator('#report-text').waitFor({ timeout: 60_000 });
  assert.match(await page.locator('main').innerText(), /Aucune réponse ne contredit/);
  assert.ok((await page.locator('main table tbody tr').count()) >= 40);
  await awake(page);
  await axe(page);
  await screenshot(page, 'probe', drawn);
});
