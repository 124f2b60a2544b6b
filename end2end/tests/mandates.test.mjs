// Mandates and the change of a SIRET: how their pages look at each width, and what axe says.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';
import { pdf } from '../pdf.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';

async function look(page, name, widths) {
  await awake(page);
  await axe(page);
  await screenshot(page, name, widths);
}

for (const javaScript of [true, false]) {
  scenario(`a mandate is entered and found in the register${javaScript ? '' : ' without script'}`, async ({ newPage }) => {
    const page = await newPage({ as: HELENE, javaScript });
    await page.goto('/structures');
    await page.locator('.portfolio-name a', { hasText: 'Électricité du Val' }).click();
    await page.locator('a[href$="/mandats"]').first().click();
    await page.waitForURL(/\/structures\/[^/]+\/mandats/);
    const form = page.locator('form[action$="/mandats"]');
    // Folded where one is good already.
    if (!(await form.locator('[name=first]').isVisible())) await page.locator('#add > summary').click();
    await form.locator('[name=first]').fill('01/01/2026');
    await form.locator('[name=file]').setInputFiles({
      name: 'mandat.pdf',
      mimeType: 'application/pdf',
      buffer: pdf(['Mandat']),
    });
    await form.locator('button').last().click();
    await page.locator('#notices .notice[data-kind=success]').waitFor();
    if (javaScript) await look(page, 'mandates-structure');
    await page.goto('/mandats?etat=valables');
    assert.match(await page.locator('.mandate-table').innerText(), /Électricité du Val/);
    if (javaScript) await look(page, 'mandates');
  });
}

scenario('a change of SIRET is a page of seven things', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await page.goto('/structures');
  await page.locator('.portfolio-name a', { hasText: 'Électricité du Val' }).click();
  await page.locator('a[href$="/changement-de-siret"]').click();
  await page.waitForURL(/changement-de-siret/);
  assert.equal(await page.locator('.guide-step').count(), 7);
  await look(page, 'siret-change');
});
