// The draft under the hands: what changes a part of the page changes that part only, and nothing typed is lost.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withoutNews } from '../harness.mjs';
import { beginDraft, field, holds, openRead } from '../draft.mjs';

const { scenario } = startPupitre();
const MANON = 'manon@lefevre.example';
const drawn = [390, 1440];

const state = (page) => page.locator('#draft-state');

/** A draft of its own, read by Chorus Pro and awake, that hears of nothing more. */
async function open(page, number) {
  const path = await beginDraft(page, number);
  await withoutNews(page);
  await openRead(page, path, number);
  await awake(page);
  await page.evaluate(() => { globalThis.sameDocument = true; });
  return path;
}

const same = (page) => page.evaluate(() => globalThis.sameDocument === true);
const cursor = (page) => page.evaluate(() => document.activeElement.id);

scenario('lines of VAT, recipient and attachments change their region only', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'DP-1001');
  await field(page, 'comment').fill('Tapé avant');
  await field(page, 'tax[0].rate').fill('20');
  const scrolled = () => page.evaluate(() => scrollY);
  await page.locator('#add-vat-line').scrollIntoViewIfNeeded();
  const before = await scrolled();
  await page.locator('#add-vat-line').click();
  await field(page, 'tax[1].rate').waitFor();
  assert.equal(await cursor(page), 'tax-1-rate', 'the cursor goes to the new line');
  assert.ok(Math.abs((await scrolled()) - before) < 120, 'the page stays where it was');
  await page.keyboard.type('5,5');
  await page.locator('#add-vat-line').click();
  await field(page, 'tax[2].rate').fill('10');
  await page.locator('button[value="retirer-ligne:1"]').click();
  await field(page, 'tax[2].rate').waitFor({ state: 'detached' });
  assert.equal(await field(page, 'tax[1].rate').inputValue(), '10');
  await axe(page);
  await screenshot(page, 'vat-lines', drawn);

  await page.locator('#attachments').setInputFiles({ name: 'bon.txt', mimeType: 'text/plain', buffer: Buffer.from('bon') });
  await page.locator('.file-list li', { hasText: 'bon.txt' }).waitFor();
  await page.locator('.file-list li button').click();
  await page.locator('.file-list li').waitFor({ state: 'detached' });
  assert.ok(await same(page), 'the page, and with it the PDF, was not loaded again');
  assert.equal(await field(page, 'comment').inputValue(), 'Tapé avant');
  await page.reload();
  assert.equal(await field(page, 'comment').inputValue(), 'Tapé avant');
  assert.equal(await field(page, 'tax[1].rate').inputValue(), '10');
});

scenario('the recipient is chosen by the keyboard, and its service decides what is asked for', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'DP-1002');
  const recipient = field(page, 'recipient_siret');
  const options = page.locator('#recipient-choices [role=option]');
  await recipient.fill('');
  await recipient.pressSequentially('zzz inconnue', { delay: 10 });
  await page.locator('#recipient-found', { hasText: 'Aucune structure ne correspond.' }).waitFor();
  assert.equal(await page.locator('#recipient_siret-error .field-message').count(), 0, 'nobody has finished yet');
  await recipient.fill('');
  await recipient.pressSequentially('saint-aubin', { delay: 10 });
  await options.first().waitFor();
  assert.equal(await recipient.getAttribute('aria-expanded'), 'true');
  await axe(page);
  await screenshot(page, 'recipient-list', drawn);
  await recipient.press('Escape');
  assert.equal(await options.count(), 0);
  assert.equal(await recipient.getAttribute('aria-expanded'), 'false');
  await recipient.press('Enter');
  await options.first().waitFor();
  await recipient.press('ArrowUp');
  assert.equal(await options.last().getAttribute('aria-selected'), 'true');
  const town = await options.evaluateAll((all) => all.findIndex((one) => one.textContent.includes('Ville de Saint-Aubin')));
  for (let step = 0; step <= town; step += 1) await recipient.press('ArrowDown');
  assert.equal(await recipient.getAttribute('aria-activedescendant'), `recipient-option-${town}`);
  await recipient.press('Enter');
  await page.locator('select[name=service_code]').waitFor();
  assert.match((await recipient.inputValue()).replaceAll(/\s/g, ''), /^\d{14}$/);
  assert.equal(await cursor(page), 'recipient_siret');
  assert.ok(await same(page), 'the page was not loaded again');
  await field(page, 'service_code').selectOption('TECHNIQUE');
  const optional = () => page.locator('label[for=engagement] .field-optional').count();
  const required = await field(page, 'engagement').evaluate((input) => input.required);
  assert.equal(await optional(), required ? 0 : 1, 'the label says what is asked for');

  // Another choice of the same recipient keeps a service that it has.
  await recipient.fill('');
  await recipient.pressSequentially('saint-aubin', { delay: 10 });
  await options.nth(town).click();
  await page.waitForResponse((answer) => answer.url().includes('/deposer/'));
  assert.equal(await field(page, 'service_code').inputValue(), 'TECHNIQUE');
});

scenario('days and amounts are written in full when their field is left', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'DP-1003');
  for (const [name, typed, full] of [
    ['date', '5/11', /^05\/11\/\d{4}$/],
    ['net', '1000,00', /^1\s000,00$/],
    ['tax[0].rate', '5.50', /^5,5$/],
    ['gross', 'douze', /^douze$/],
  ]) {
    await field(page, name).fill(typed);
    await field(page, name).press('Tab');
    await holds(page, name, full);
  }
});

scenario('what was typed survives leaving, a cut, and a reload', async ({ newPage }) => {
  const page = await newPage({ as: MANON, expected: [/net::ERR_(FAILED|INTERNET_DISCONNECTED)/, /request failed/] });
  const path = await open(page, 'DP-1004');
  // Left at once, before the pause.
  await field(page, 'comment').fill('Écrit juste avant de partir');
  await page.goto('/factures');
  await page.goto(path);
  // What is sent on leaving may arrive a moment after the page is asked for again.
  for (let again = 0; again < 20 && !(await field(page, 'comment').inputValue()); again += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  assert.equal(await field(page, 'comment').inputValue(), 'Écrit juste avant de partir');
  await awake(page);

  // The network is gone, and comes back: it is tried again by itself.
  await page.route('**/api/save_draft', (route) => route.abort());
  await field(page, 'comment').fill('Écrit sans réseau');
  await state(page).filter({ hasText: 'Pas enregistré' }).waitFor();
  await screenshot(page, 'not-saved', drawn);
  await page.unroute('**/api/save_draft');
  await state(page).filter({ hasText: 'Enregistré à' }).waitFor({ timeout: 20_000 });

  // It is gone until the page is loaded again: the browser has kept it.
  await page.route('**/api/save_draft', (route) => route.abort());
  await field(page, 'comment').fill('Gardé par le navigateur');
  await state(page).filter({ hasText: 'Pas enregistré' }).waitFor();
  await page.reload();
  await awake(page);
  assert.equal(await field(page, 'comment').inputValue(), 'Écrit sans réseau');
  await axe(page);
  await screenshot(page, 'kept-in-browser', drawn);
  await page.unroute('**/api/save_draft');
  await page.locator('#draft-copy button', { hasText: 'Reprendre cette saisie' }).click();
  await state(page).filter({ hasText: 'Enregistré à' }).waitFor();
  await page.reload();
  await awake(page);
  assert.equal(await field(page, 'comment').inputValue(), 'Gardé par le navigateur');
  assert.equal(await page.locator('#draft-copy button').count(), 0);
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing is kept that the server has');
});

scenario('signing out takes away what the browser kept', async ({ newPage }) => {
  const page = await newPage({ as: MANON, expected: [/net::ERR_FAILED/, /request failed/] });
  await open(page, 'DP-1005');
  await page.route('**/api/save_draft', (route) => route.abort());
  await field(page, 'comment').fill('À ne pas laisser ici');
  await state(page).filter({ hasText: 'Pas enregistré' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.length), 1);
  // A session of its own: the one of the other scenarios stays.
  await page.context().clearCookies();
  await page.evaluate(() => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = '/deconnexion';
    document.body.append(form);
    form.submit();
  });
  await page.waitForURL(/\/connexion/);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

scenario('a draft that was abandoned is taken up again', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  const path = await open(page, 'DP-1006');
  await page.locator('.action-bar button[value=abandonner]').click();
  await page.locator('text=Rien n’est parti').waitFor();
  assert.equal(new URL(page.url()).pathname, path);
  await axe(page);
  await screenshot(page, 'abandoned', drawn);
  await page.locator('button', { hasText: 'Reprendre ce brouillon' }).click();
  await page.locator('.notice', { hasText: 'Brouillon repris' }).waitFor();
  assert.equal(await field(page, 'number').inputValue(), 'DP-1006');
});

scenario('« Vérifier » is taken once and says that it works', async ({ newPage }) => {
  const page = await newPage({ as: MANON, expected: [/status of 422/] });
  await open(page, 'DP-1007');
  let posts = 0;
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('/deposer/')) posts += 1; });
  const shown = await page.evaluate(() => {
    const button = document.querySelector('.action-bar button[value=verifier]');
    button.click();
    const shown = [button.getAttribute('aria-busy'), button.textContent];
    button.click();
    return shown;
  });
  assert.deepEqual(shown, ['true', 'Vérification…']);
  await page.locator('#error-summary').waitFor();
  assert.equal(posts, 1);
});

scenario('the document is passed by one key', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'DP-1008');
  const skip = page.locator('.skip-link', { hasText: 'Passer le document' });
  await skip.focus();
  await page.keyboard.press('Enter');
  assert.equal(await cursor(page), 'deposit');
});
