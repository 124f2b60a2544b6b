// A draft under the hands of a browser: begun from a PDF, waited for until it is read, its fields.

import { awake } from './harness.mjs';
import { invoicePdf } from './pdf.mjs';

/** A field of the form. */
export const field = (page, name) => page.locator(`#deposit [name="${name}"]`);

/** Waits until a field holds a value, or one like it: what a field is changed to comes with the form's checks. */
export async function holds(page, name, value) {
  await page.waitForFunction(
    ([name, value]) => {
      const held = document.querySelector(`#deposit [name="${name}"]`)?.value;
      return held !== undefined && (value instanceof RegExp ? value.test(held) : held === value);
    },
    [name, value],
  );
}

/** On the page *Déposer*, takes the client whose invoices these tests deposit; gives the value of its choice. */
export async function chooseStructure(page) {
  const structure = page.locator('#structure option', { hasText: 'Électricité du Val' });
  const value = await structure.getAttribute('value');
  await page.locator('#structure').selectOption(value);
  return value;
}

/** Begins a deposit and ends on the draft, whose path it gives. With script the page goes on by itself (`plain`: without). */
export async function beginDraft(page, number, { plain = false, ...options } = {}) {
  await page.goto('/deposer');
  if (!plain) await awake(page);
  await chooseStructure(page);
  const buffer = invoicePdf(number, options);
  await page.locator('#file').setInputFiles({ name: 'facture.pdf', mimeType: 'application/pdf', buffer });
  if (plain) await page.locator('#start .without-script button').click();
  await page.waitForURL(/\/deposer\/[^/]+$/);
  return new URL(page.url()).pathname;
}

/** Opens a draft once Chorus Pro has read its PDF. */
export async function openRead(page, path, number) {
  for (;;) {
    await page.goto(path);
    if ((await field(page, 'number').inputValue()) === number) return;
  }
}
