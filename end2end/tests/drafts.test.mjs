// A draft in two pages at once: nobody's edit is overwritten in silence, with script and without.

import assert from 'node:assert/strict';
import { PASSWORD, awake, axe, screenshot, startPupitre, submitCredentials } from '../harness.mjs';
import { beginDraft, field, holds, openRead } from '../draft.mjs';

const { scenario } = startPupitre();
const [MANON, KARIM] = ['manon@lefevre.example', 'karim@lefevre.example'];
// The browser reports a refused form as a failed resource; here the refusal is what is asked for.
const REFUSAL = [/the server responded with a status of 422/];

const asked = (page, name) => page.locator('#to-decide .conflict', { has: page.locator(`a[href="#${name}"]`) });
const choice = (page, which, name) => page.locator(`#to-decide button[value="${which}:${name}"]`);
const drawn = [390, 1440];
/** An amount without its spaces: it is written in full when its field is left. */
const bare = (text) => text.replaceAll(/\s/g, '').replace(/,00$/, '');

/** A page that hears of no change: one that does takes in what others typed before it is asked. */
async function deaf(page) {
  const silence = { contentType: 'text/event-stream', body: 'retry: 3600000\n\n' };
  await page.context().route('**/evenements*', (route) => route.fulfill(silence));
  return page;
}

/** Waits until a save has been answered; one that holds `text`, for a page also saves when it hears of changes. */
async function kept(page, act, text = '') {
  const saved = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/save_draft') && answer.request().postData().includes(text),
  );
  await act();
  assert.equal((await saved).status(), 200);
}

/** Types a value and waits until it has been answered. */
async function typed(page, name, value) {
  await kept(page, () => field(page, name).fill(value), JSON.stringify(value));
}

async function press(page, button) {
  const answer = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await button.click();
  await answer;
  await page.waitForLoadState();
}

const save = (page) => page.locator('.action-bar button[value=enregistrer]');
const verify = (page) => page.locator('.action-bar button[value=verifier]');

scenario('two pages with script bring their edits together and show both values of what both changed', async ({ newPage }) => {
  const mine = await deaf(await newPage({ as: MANON, expected: REFUSAL }));
  const theirs = await deaf(await newPage({ as: KARIM }));
  const path = await beginDraft(mine, 'ED-4001');
  await openRead(mine, path, 'ED-4001');
  await theirs.goto(path);
  for (const page of [mine, theirs]) await awake(page);

  await typed(theirs, 'comment', 'Lot 3, deuxième étage');
  await typed(theirs, 'gross', '1300');
  await mine.evaluate(() => { globalThis.sameDocument = true; });
  await typed(mine, 'gross', '1250');
  await asked(mine, 'gross').waitFor();
  const shown = await asked(mine, 'gross').innerText();
  assert.match(shown, /1250/);
  assert.match(shown, /1300/);
  assert.match(shown, /Par Karim/);
  assert.equal(await field(mine, 'gross').inputValue(), '1250', 'what was typed stays');
  await holds(mine, 'comment', 'Lot 3, deuxième étage');
  await mine.locator('#gross-error .field-message', { hasText: 'Deux valeurs' }).waitFor();
  await axe(mine);
  await screenshot(mine, 'conflict', drawn);

  // It goes no further, and the page that comes back asks the same.
  await press(mine, verify(mine));
  await asked(mine, 'gross').waitFor();
  assert.match(mine.url(), /\/deposer\/[^/]+$/);
  assert.equal(bare(await field(mine, 'gross').inputValue()), '1250');
  await awake(mine);
  await axe(mine);

  // The other value, in place.
  await mine.evaluate(() => { globalThis.sameDocument = true; });
  await kept(mine, () => choice(mine, 'prendre', 'gross').click());
  await asked(mine, 'gross').waitFor({ state: 'detached' });
  await holds(mine, 'gross', '1300');
  assert.equal(await mine.evaluate(() => globalThis.sameDocument), true, 'the page was not loaded again');

  // And the own one.
  await typed(mine, 'engagement', 'BC-1');
  await typed(theirs, 'engagement', 'BC-2');
  await asked(theirs, 'engagement').waitFor();
  await kept(theirs, () => choice(theirs, 'garder', 'engagement').click());
  await asked(theirs, 'engagement').waitFor({ state: 'detached' });
  assert.equal(await field(theirs, 'engagement').inputValue(), 'BC-2');
  await mine.goto(path);
  assert.equal(await field(mine, 'engagement').inputValue(), 'BC-2');
  assert.equal(bare(await field(mine, 'gross').inputValue()), '1300');
});

scenario('two tabs of one person are told apart from two persons', async ({ newPage }) => {
  const one = await deaf(await newPage({ as: MANON }));
  const path = await beginDraft(one, 'ED-4002');
  await openRead(one, path, 'ED-4002');
  const two = await newPage({ context: one.context() });
  await two.goto(path);
  for (const page of [one, two]) await awake(page);
  await typed(one, 'engagement', 'BC-1');
  await typed(two, 'engagement', 'BC-2');
  await asked(two, 'engagement').waitFor();
  assert.match(await asked(two, 'engagement').innerText(), /dans un autre onglet/);
  // The same value in both is nothing to decide.
  await typed(two, 'engagement', 'BC-1');
  await asked(two, 'engagement').waitFor({ state: 'detached' });
});

scenario('two pages without script are asked by plain buttons', async ({ newPage }) => {
  const [mine, theirs] = [
    await newPage({ as: MANON, javaScript: false, expected: REFUSAL }),
    await newPage({ as: KARIM, javaScript: false, expected: REFUSAL }),
  ];
  const path = await beginDraft(mine, 'ED-4003', { plain: true });
  await openRead(mine, path, 'ED-4003');
  await theirs.goto(path);
  await field(theirs, 'gross').fill('1300');
  await field(theirs, 'comment').fill('Lot 3');
  await press(theirs, save(theirs));

  await field(mine, 'gross').fill('1250');
  await field(mine, 'engagement').fill('BC-3');
  await press(mine, verify(mine));
  await asked(mine, 'gross').waitFor();
  assert.match(mine.url(), /\/deposer\/[^/]+$/);
  for (const [name, value] of [['gross', '1250'], ['engagement', 'BC-3'], ['comment', 'Lot 3']]) {
    assert.equal(await field(mine, name).inputValue(), value);
  }
  await screenshot(mine, 'plain-conflict', drawn);
  await press(mine, choice(mine, 'garder', 'gross'));
  assert.equal(await asked(mine, 'gross').count(), 0);
  assert.equal(await field(mine, 'gross').inputValue(), '1250');

  // The other page has not seen it: it is asked in its turn, and takes the other value.
  await theirs.goto(path);
  await field(mine, 'gross').fill('1260');
  await press(mine, save(mine));
  await field(theirs, 'gross').fill('1270');
  await press(theirs, save(theirs));
  await press(theirs, choice(theirs, 'prendre', 'gross'));
  assert.equal(await field(theirs, 'gross').inputValue(), '1260');
});

scenario('a reading that comes late is not lost to a page that was open before it', async ({ newPage }) => {
  const [stale, fresh] = [
    await newPage({ as: MANON, javaScript: false, expected: REFUSAL }),
    await newPage({ as: KARIM, javaScript: false }),
  ];
  const path = await beginDraft(stale, 'ED-4004', { plain: true });
  const early = (await field(stale, 'number').inputValue()) === '';
  await openRead(fresh, path, 'ED-4004');
  await field(stale, 'number').fill('A-MOI-1');
  await field(stale, 'comment').fill('Écrit avant la lecture');
  await press(stale, save(stale));
  if (early) {
    await asked(stale, 'number').waitFor();
    assert.match(await asked(stale, 'number').innerText(), /Lue par Chorus Pro/);
    await press(stale, choice(stale, 'prendre', 'number'));
    assert.equal(await field(stale, 'number').inputValue(), 'ED-4004');
  }
  assert.equal(await field(stale, 'gross').inputValue(), '1200,00', 'the reading is taken in');
  assert.equal(await field(stale, 'comment').inputValue(), 'Écrit avant la lecture');
});

// What the browser reports of a session that has ended, and of a wrong password: here they are asked for.
const ENDED = [/the server responded with a status of (401|422)/, /EventSource/];

scenario('a session that ends while one types is opened again in place', async ({ newPage }) => {
  const page = await deaf(await newPage({ as: MANON, expected: ENDED }));
  const path = await beginDraft(page, 'ED-4101');
  await openRead(page, path, 'ED-4101');
  await awake(page);
  await page.evaluate(() => { globalThis.sameDocument = true; });
  await page.context().clearCookies();
  await field(page, 'comment').fill('Écrit après la fin de la session');
  const dialog = page.locator('#sign-in-again');
  await dialog.waitFor();
  assert.match(await page.locator('#draft-state').innerText(), /session a pris fin/);
  await axe(page);
  await screenshot(page, 'sign-in-again', drawn);
  await dialog.locator('[name=password]').fill('un autre mot de passe');
  await dialog.locator('[name=password]').press('Enter');
  await dialog.locator('[role=alert]', { hasText: 'incorrect' }).waitFor();
  await dialog.locator('[name=password]').fill(PASSWORD);
  await kept(page, () => dialog.locator('button', { hasText: 'Se reconnecter' }).click());
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true, 'the page was not loaded again');
  await page.goto(path);
  assert.equal(await field(page, 'comment').inputValue(), 'Écrit après la fin de la session');
});

scenario('what was posted after the end of a session is taken up again, with script', async ({ newPage }) => {
  const page = await deaf(await newPage({ as: MANON, expected: ENDED }));
  const path = await beginDraft(page, 'ED-4102');
  await openRead(page, path, 'ED-4102');
  await awake(page);
  await page.context().clearCookies();
  await field(page, 'comment').fill('Vérifié trop tard');
  await verify(page).click();
  await page.locator('form[action="/connexion"]').waitFor();
  await axe(page);
  await screenshot(page, 'sign-in-with-entry', drawn);
  await submitCredentials(page, MANON, PASSWORD);
  // It goes on by itself, to where the button led: the draft with what is still to be corrected.
  await page.locator('#error-summary').waitFor();
  assert.equal(await field(page, 'comment').inputValue(), 'Vérifié trop tard');
});

scenario('what was posted after the end of a session is taken up again, without script', async ({ newPage }) => {
  const page = await newPage({ as: MANON, javaScript: false, expected: ENDED });
  const path = await beginDraft(page, 'ED-4103', { plain: true });
  await openRead(page, path, 'ED-4103');
  await page.context().clearCookies();
  await field(page, 'comment').fill('Une ligne\nune autre « entre guillemets »');
  await press(page, save(page));
  await page.locator('form[action="/connexion"]').waitFor();
  await submitCredentials(page, MANON, PASSWORD);
  await page.locator('button', { hasText: 'Reprendre ma saisie' }).waitFor();
  await screenshot(page, 'take-up', drawn);
  await press(page, page.locator('button', { hasText: 'Reprendre ma saisie' }));
  assert.equal(new URL(page.url()).pathname, path);
  assert.equal(await field(page, 'comment').inputValue(), 'Une ligne\nune autre « entre guillemets »');
});
