// The sign-in page: the first thing anybody sees, with and without JavaScript.

import assert from 'node:assert/strict';
import { axe, screenshot, startPupitre, submitCredentials } from '../harness.mjs';

const { scenario } = startPupitre();

// The browser reports a refused form as a failed resource; here the refusal is what is asked for.
const REFUSAL = [/the server responded with a status of 4\d\d/];

for (const dark of [false, true]) {
  const colours = dark ? 'dark' : 'light';
  scenario(`the sign-in page is accessible and fits every width, in ${colours} colours`, async ({ newPage }) => {
    const page = await newPage({ dark });
    const answer = await page.goto('/connexion');
    assert.equal(answer.status(), 200);
    await page.locator('[name=email]').waitFor();
    await axe(page);
    await screenshot(page, `sign-in-${colours}`);
  });
}

for (const javaScript of [true, false]) {
  scenario(`a wrong password is refused with a message, ${javaScript ? 'with' : 'without'} JavaScript`, async ({ newPage }) => {
    const page = await newPage({ javaScript, expected: REFUSAL });
    await page.goto('/connexion');
    assert.equal(await page.locator('[role=alert]').count(), 0, 'no error is shown before anything was sent');
    await submitCredentials(page, 'personne@exemple.fr', 'ceci n’est pas le bon');
    const message = page.locator('[role=alert]');
    await message.waitFor();
    assert.notEqual((await message.innerText()).trim(), '');
    assert.equal(new URL(page.url()).pathname, '/connexion');
    if (javaScript) await axe(page);
  });
}

scenario('a page behind the sign-in leads to it', async ({ newPage }) => {
  const page = await newPage();
  await page.goto('/');
  await page.locator('[name=password]').waitFor();
  assert.equal(new URL(page.url()).pathname, '/connexion');
});
