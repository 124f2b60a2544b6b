// The list of invoices: keys, filters, order, pages, selection.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withInvoices, withoutNews } from '../harness.mjs';

const { scenario } = startPupitre();
const KARIM = 'karim@lefevre.example';

const rows = (page) => page.locator('tr.invoice-row');
const selected = (page) => rows(page).and(page.locator('[aria-selected=true]'));
const numbers = (page) => rows(page).locator('.row-link').allInnerTexts();
const cents = (page) => rows(page).evaluateAll((rows) => rows.map((row) => Number(row.dataset.cents ?? 0)));
/** Those of the rows that have an amount: a draft of which nothing could be read has none yet. */
const amounts = (page) => page.locator('tr.invoice-row[data-cents]').evaluateAll((rows) => rows.map((row) => Number(row.dataset.cents)));
const parameters = (page) => new URL(page.url()).searchParams;
/** 1234567 as « 12 345,67 », whichever spaces. */
const money = (cents) => new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2 }).format(cents / 100).replaceAll(/\s/g, ' ');

async function filter(page) {
  await page.locator('form.filters button').click();
  await page.waitForLoadState();
}

scenario('the keys / j k x Entrée and ? work as the help says', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withoutNews(page);
  await withInvoices(page);
  await awake(page);
  await axe(page);
  await screenshot(page, 'list');

  await page.keyboard.press('j');
  assert.deepEqual(await selected(page).locator('.row-link').allInnerTexts(), (await numbers(page)).slice(0, 1));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.deepEqual(await selected(page).locator('.row-link').allInnerTexts(), (await numbers(page)).slice(1, 2));
  await axe(page);

  await page.keyboard.press('x');
  assert.equal(await selected(page).locator('input[type=checkbox]').isChecked(), true);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const all = await cents(page);
  const total = (await page.locator('#selection-total').innerText()).replaceAll(/\s/g, ' ');
  assert.ok(total.includes(money(all[1] + all[2])), `${total} for ${all[1]} + ${all[2]} cents`);
  assert.match(total, /2/);
  await page.keyboard.press('x');
  assert.ok((await page.locator('#selection-total').innerText()).replaceAll(/\s/g, ' ').includes(money(all[1])));

  await page.keyboard.press('?');
  await page.locator('#keyboard-help').waitFor();
  await axe(page);
  await screenshot(page, 'keyboard-help', [320, 1440]);
  await page.keyboard.press('Escape');
  await page.locator('#keyboard-help').waitFor({ state: 'hidden' });

  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
  await page.keyboard.type('jx?');
  assert.equal(await page.locator('#search').inputValue(), 'jx?', 'keys belong to the field that has the cursor');
  await page.locator('#search').fill('');
  await page.locator('#search').blur();

  const target = await selected(page).locator('.row-link').getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${target}`);
  await page.goBack();
  await page.waitForURL(/\/factures$/);
  assert.ok((await rows(page).count()) > 0);
});

scenario('filters narrow the list, stay in the address, and the back button undoes them', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withoutNews(page);
  await withInvoices(page);
  const everything = await page.locator('.page-range').innerText();

  const option = page.locator('#filter-structure option').nth(1);
  const structure = await option.getAttribute('value');
  await page.locator('#filter-structure').selectOption(structure);
  await filter(page);
  assert.equal(parameters(page).get('structure'), structure);
  assert.notEqual(await page.locator('.page-range').innerText(), everything);
  assert.equal(await rows(page).locator('.invoice-structure').count(), 0, 'what is the same in every row is not repeated');

  await page.locator('#filter-status').selectOption('MISE_EN_PAIEMENT');
  await filter(page);
  assert.equal(parameters(page).get('structure'), structure, 'a second filter keeps the first');
  const labels = new Set(await rows(page).locator('.status').allInnerTexts());
  assert.ok(labels.size <= 1, [...labels].join());
  await page.goBack();
  assert.equal(parameters(page).get('statut') ?? '', '');
  await page.goBack();
  assert.equal(await page.locator('.page-range').innerText(), everything);

  await page.goto('/factures');
  const dates = (await rows(page).locator('.invoice-date time').evaluateAll((all) => all.map((one) => one.dateTime))).sort();
  const day = dates[Math.floor(dates.length / 2)];
  const written = day.split('-').reverse().join('/');
  await page.locator('#filter-from').fill(written);
  await page.locator('#filter-until').fill(written);
  await filter(page);
  const found = await rows(page).locator('.invoice-date time').evaluateAll((all) => all.map((one) => one.dateTime));
  assert.ok(found.length > 0);
  assert.deepEqual([...new Set(found)], [day]);
  assert.equal(await page.locator('#filter-from').inputValue(), written);

  await page.goto('/factures');
  const [number] = (await numbers(page)).filter((text) => /\d{3}/.test(text));
  await page.locator('#search').fill(number.toLowerCase());
  await page.locator('#search').press('Enter');
  await page.waitForURL(/q=/);
  assert.ok((await numbers(page)).includes(number));
  assert.ok((await rows(page).count()) < 20);

  await page.goto('/factures?q=aucune-facture-de-ce-nom');
  assert.equal(await rows(page).count(), 0);
  await awake(page);
  await axe(page);
  await screenshot(page, 'list-empty', [320, 1440]);
  await page.getByRole('main').locator('a[href="?"]').last().click();
  assert.equal(await page.locator('.page-range').innerText(), everything);
});

scenario('the order and the page are links, in the address', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withoutNews(page);
  await withInvoices(page);
  const header = page.locator('thead a[href*="tri=montant"]');
  await header.click();
  await page.waitForURL(/tri=montant/);
  const falling = await amounts(page);
  assert.deepEqual(falling, falling.toSorted((a, b) => b - a));
  await page.locator('thead a[href*="tri=montant"]').click();
  await page.waitForURL(/sens=asc/);
  const rising = await amounts(page);
  assert.deepEqual(rising, rising.toSorted((a, b) => a - b));
  assert.equal(await page.locator('th[aria-sort=ascending]').count(), 1);

  await page.goto('/factures?tri=numero&sens=asc&par=25');
  const first = await numbers(page);
  assert.equal(first.length, 25);
  await page.locator('nav.pagination a[rel=next]').click();
  await page.waitForURL(/page=2/);
  assert.equal(parameters(page).get('tri'), 'numero', 'the page keeps the order');
  assert.equal(parameters(page).get('par'), '25');
  const second = await numbers(page);
  assert.ok(second.every((number) => !first.includes(number)));
  await page.goBack();
  assert.deepEqual(await numbers(page), first);
});

scenario('news replace the list without taking away what was ticked and where the keys are', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withInvoices(page);
  await page.goto('/factures?onglet=a-envoyer&tri=numero&sens=asc');
  await awake(page);
  const [, second, third] = await numbers(page);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const total = await page.locator('#selection-total').innerText();
  assert.notEqual(total.trim(), '');

  // Somebody else gives another draft up; this page is told, and reads again only what may have changed.
  const again = page.waitForResponse((answer) => 'pupitre-parts' in answer.request().headers());
  const colleague = await newPage({ as: 'manon@lefevre.example' });
  await colleague.goto('/factures?onglet=a-envoyer');
  await colleague.locator('.row-link', { hasText: third }).click();
  await colleague.waitForURL(/\/deposer\//);
  await colleague.locator('.action-bar button[value=abandonner]').click();
  await page.locator('.row-link', { hasText: third }).waitFor({ state: 'detached' });
  const parts = await (await again).text();
  assert.ok(parts.startsWith('<') && !parts.includes('<html') && !parts.includes('Navigation principale'), parts.slice(0, 200));

  await selected(page).waitFor();
  assert.deepEqual(await selected(page).locator('.row-link').allInnerTexts(), [second]);
  assert.equal(await selected(page).locator('input[type=checkbox]').isChecked(), true);
  assert.equal(await page.locator('#selection-total').innerText(), total);
});

scenario('what another organisation has is not found, exactly as what does not exist', async ({ newPage }) => {
  const NOT_FOUND = [/the server responded with a status of 404/];
  const [firm, town] = [await newPage({ as: KARIM }), await newPage({ as: 'claire@saint-aubin.example', expected: NOT_FOUND })];
  await withInvoices(firm);
  const own = await rows(firm).locator('.row-link[href^="/factures/"]').first().getAttribute('href');
  assert.equal((await firm.goto(own)).status(), 200);
  const seen = async (path) => {
    const answer = await town.goto(path);
    return [answer.status(), await town.title(), await town.locator('body').innerText()];
  };
  const foreign = await seen(own);
  assert.equal(foreign[0], 404);
  assert.deepEqual(foreign, await seen(own.replace(/.{4}$/, '0000')));
  const draft = await firm.goto('/factures?onglet=a-envoyer').then(() => rows(firm).locator('.row-link').first().getAttribute('href'));
  assert.deepEqual((await seen(draft))[0], 404);
  assert.deepEqual((await seen(`${own}/document`))[0], 404);
  await axe(town);
  await screenshot(town, 'not-found', [320, 1440]);
});
