// Works documents: the board of who has them, and the billing file of one.

import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const CLAIRE = 'claire@saint-aubin.example';
const HELENE = 'helene@lefevre.example';
const drawn = [390, 1440];

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

for (const [role, person] of [['supplier', HELENE], ['owner', CLAIRE]]) {
  scenario(`a ${role} sees who has each document and opens its billing file by keys`, async ({ newPage }) => {
    const page = await newPage({ as: person });
    await openBoard(page);
    await awake(page);
    await axe(page);
    await screenshot(page, `works-board-${role}`, drawn);
    await page.locator('.works-card .row-link').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/travaux\/[0-9a-f-]{36}$/);
    await awake(page);
    await axe(page);
    await screenshot(page, `works-file-${role}`, drawn);
    await page.locator('.works-chain .works-card').first().waitFor();
  });
}
