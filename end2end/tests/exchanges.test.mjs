// The journal of exchanges of a structure: filters in the address, one call as it was said, and its command line.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre } from '../harness.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';

/** Opens the journal of the first structure after its connection was tested, so that calls are there. */
async function openJournal(page) {
  await page.goto('/structures');
  await page.locator('.portfolio-name a', { hasText: 'Électricité du Val' }).click();
  await page.waitForURL(/\/structures\/[^/]+$/);
  await page.locator('form[action$="/tester"] button').click();
  await page.locator('#report').waitFor();
  await page.locator('main a[href$="/echanges"]').click();
  await page.waitForURL(/\/echanges$/);
  // What was noted is written a moment later.
  await assert.doesNotReject(async () => {
    for (let tries = 0; (await page.locator('tr.exchange-row').count()) === 0; tries += 1) {
      assert.ok(tries < 40, 'no call was kept');
      await page.waitForTimeout(250);
      await page.reload();
    }
  });
}

/** Opens a call that was kept whole: searches that found nothing are kept without their bodies. */
async function openOne(page) {
  const histories = page.locator('#filter-service option', { hasText: /historique/i });
  await page.locator('#filter-service').selectOption(await histories.first().getAttribute('value'));
  await page.locator('form.filters button').click();
  await page.waitForURL(/service=[^&]*historique/i);
  await page.locator('tr.exchange-row .row-link').first().click();
}

scenario('calls are filtered, opened and copied as a command', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openJournal(page);
  await axe(page);
  await screenshot(page, 'exchanges');

  await page.locator('#filter-service').selectOption('token');
  await page.locator('form.filters button').click();
  await page.waitForURL(/service=token/);
  const services = await page.locator('tr.exchange-row .row-link').allInnerTexts();
  assert.ok(services.length > 0 && services.every((name) => name === 'token'));
  await page.locator('#filter-text').fill('rien de tel');
  await page.locator('form.filters button').click();
  await page.locator('.empty-state').waitFor();
  await axe(page);
  await page.locator('.empty-state a').click();
  await page.waitForURL(/\/echanges\??$/);

  await openOne(page);
  await page.waitForURL(/\/echanges\/[^/]+$/);
  await awake(page);
  await axe(page);
  await screenshot(page, 'exchange');
  const shown = await page.locator('#curl').innerText();
  assert.match(shown, /^curl /);
  assert.match(shown, /\$JETON/);
  await page.locator('button', { hasText: 'Copier en curl' }).click();
  await page.locator('[role=status]', { hasText: 'Copié.' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator('#curl').textContent());
});

scenario('the journal of exchanges is read without JavaScript', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, javaScript: false, dark: true });
  await openJournal(page);
  await page.locator('#filter-outcome').selectOption('reussis');
  await page.locator('form.filters button').click();
  await page.waitForURL(/resultat=reussis/);
  await openOne(page);
  await page.waitForURL(/\/echanges\/[^/]+$/);
  assert.equal(await page.locator('button', { hasText: 'Copier en curl' }).isVisible(), false);
  assert.match(await page.locator('#curl').innerText(), /^curl /);
  await screenshot(page, 'exchange-plain', [320, 1440]);
});

scenario('who does not manage structures has no journal of exchanges', async ({ newPage }) => {
  const owner = await newPage({ as: HELENE });
  await openJournal(owner);
  const address = new URL(owner.url()).pathname;
  const page = await newPage({ as: 'paul@lefevre.example', expected: [/the server responded with a status of 40[34]/] });
  const answer = await page.goto(address);
  assert.ok([403, 404].includes(answer.status()), `${answer.status()}`);
});
