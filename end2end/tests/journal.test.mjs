// The journal of an organisation: read, filtered, exported, and its head to be printed; with and without script.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';

scenario('the journal is read, filtered and exported, and its head can be printed', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await page.goto('/utilisateurs');
  await page.locator('a[href="/journal"]').click();
  await page.waitForURL('**/journal');
  await awake(page);
  assert.ok((await page.locator('main tbody tr').count()) > 3, 'the demonstration was written down');
  await axe(page);
  await screenshot(page, 'journal');
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe(page);
  await screenshot(page, 'journal-dark', [1440]);
  await page.emulateMedia({ colorScheme: null });
  await page.goto('/journal?sujet=connexions');
  const words = await page.locator('main tbody tr').allInnerTexts();
  assert.ok(words.length > 0 && words.every((text) => /connexion|session|mot de passe|authentification|organisation/i.test(text)), words[0]);
  await page.goto('/journal/empreinte');
  await axe(page);
  await screenshot(page, 'journal-head');
  const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
  assert.equal(sheets.length, 1, 'one sheet');
});

scenario('the journal is read without script', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, javaScript: false });
  await page.goto('/journal');
  assert.ok((await page.locator('main tbody tr').count()) > 3);
});
