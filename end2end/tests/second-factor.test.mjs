// Double authentification: made, used at the next sign-in, with and without script.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { PASSWORD, axe, screenshot, startPupitre, submitCredentials } from '../harness.mjs';

const { scenario } = startPupitre();
const REFUSAL = [/the server responded with a status of 4\d\d/];

/** The code that an application shows for a key (RFC 6238), for the step after the present one where asked. */
function codeOf(key, ahead = 0) {
  const bits = [...key.replaceAll(' ', '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

for (const [email, javaScript] of [['paul@lefevre.example', true], ['helene@lefevre.example', false]]) {
  scenario(`a second factor is made and asked for, ${javaScript ? 'with' : 'without'} script`, async ({ newPage }) => {
    const page = await newPage({ as: email, javaScript, expected: REFUSAL });
    await page.goto('/compte/double-authentification');
    await page.locator('[name=present]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Configurer la double authentification' }).click();
    await page.locator('.second-factor-picture svg').waitFor();
    if (javaScript) {
      await axe(page);
      await screenshot(page, 'second-factor');
    }
    const key = await page.locator('.second-factor .long-code').innerText();
    await page.locator('[name=code]').fill('000000');
    await page.getByRole('button', { name: 'Vérifier le code' }).click();
    await page.locator('[role=alert]').waitFor();
    await page.locator('[name=code]').fill(codeOf(key));
    await page.getByRole('button', { name: 'Vérifier le code' }).click();
    await page.locator('.recovery-codes').waitFor();
    const codes = await page.locator('.recovery-codes code').allInnerTexts();
    assert.equal(codes.length, 10);
    if (javaScript) {
      await axe(page);
      await screenshot(page, 'second-factor-codes');
    }
    const other = await newPage({ javaScript, expected: REFUSAL });
    await other.goto('/connexion?suite=%2Fcompte');
    await submitCredentials(other, email, PASSWORD);
    await other.locator('[name=code]').waitFor();
    if (javaScript) {
      await axe(other);
      await screenshot(other, 'sign-in-code');
    }
    // The code of now was taken by the first one; the one after it is as good, clocks differ.
    await other.locator('[name=code]').fill(codeOf(key, 1));
    await other.getByRole('button', { name: 'Continuer' }).click();
    await other.waitForURL('**/compte');
    const third = await newPage({ javaScript, expected: REFUSAL });
    await third.goto('/connexion');
    await submitCredentials(third, email, PASSWORD);
    await third.locator('[name=code]').fill(codes[0]);
    await third.getByRole('button', { name: 'Continuer' }).click();
    await third.waitForURL((url) => url.pathname === '/');
  });
}
