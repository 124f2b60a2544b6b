// Works documents: the board of who has them, the billing file of one, and sending one back: by keys, and without script.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const CLAIRE = 'claire@saint-aubin.example';
const drawn = [390, 1440];
const REFUSAL = [/the server responded with a status of 422/];
const isFile = /\/travaux\/[0-9a-f-]{36}(\?.*)?$/;

/** The board, once Chorus Pro has told its documents. */
async function openBoard(page) {
  await page.goto('/travaux');
  for (;;) {
    if (await page.locator('.works-board .works-card').count()) return;
    await page.locator('button', { hasText: 'Actualiser' }).click();
    await page.waitForTimeout(1000);
    await page.goto('/travaux');
  }
}

const atOwner = (page) => page.locator('.works-lane', { has: page.locator('#lane-moa') }).locator('.works-card .row-link');

scenario('without script an act says what is missing', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE, javaScript: false, expected: REFUSAL });
  await openBoard(page);
  await atOwner(page).first().click();
  await page.waitForURL(isFile);
  await page.locator('.action-bar a', { hasText: 'Demander de compléter' }).click();
  await page.locator('.action-bar button', { hasText: 'Demander de compléter' }).click();
  await page.locator('#error-summary').waitFor();
  await page.locator('#comment-error', { hasText: 'Écrivez le motif' }).waitFor();
});

scenario('a project owner sends a document back by keys alone', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE });
  await openBoard(page);
  await awake(page);
  await axe(page);
  await screenshot(page, 'works-board', drawn);
  await atOwner(page).first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(isFile);
  await awake(page);
  await axe(page);
  await screenshot(page, 'works-file', drawn);
  await page.locator('.action-bar a', { hasText: 'Demander de compléter' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/renvoyer$/);
  await page.locator('#comment').focus();
  await page.keyboard.type('Le métré du lot 2 manque.');
  await axe(page);
  await screenshot(page, 'works-send-back', drawn);
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(isFile);
  assert.match(await page.locator('form.toast').innerText(), /l’envoi part à/);
  await screenshot(page, 'works-leaving', drawn);
  await page.locator('.works-chain .works-card[aria-current]', { hasText: 'À compléter' }).waitFor({ timeout: 60_000 });
  await axe(page);
});
