// The document beside the form: paper in a frame of ours, whose text can be found, and which shows where a value stands.

import assert from 'node:assert/strict';
import { awake, axe, screenshot, startPupitre, withoutNews } from '../harness.mjs';
import { beginDraft, field, openRead } from '../draft.mjs';

const { scenario } = startPupitre();
const MANON = 'manon@lefevre.example';

const paper = (page) => page.frameLocator('.document-view');
const places = (page) => paper(page).locator('.is-place');

/** A draft of its own, read by Chorus Pro and awake. */
async function open(page, number) {
  const path = await beginDraft(page, number);
  await withoutNews(page);
  await openRead(page, path, number);
  await awake(page);
  await drawn(page);
  return path;
}

/** Waits until the first page is there as an image. */
async function drawn(page) {
  await paper(page).locator('.paper-sheet > img').first().waitFor();
  const frame = page.frames().find((frame) => frame.url().endsWith('/pages'));
  await frame.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  return frame;
}

for (const [shade, dark] of [['light', false], ['dark', true]]) {
  scenario(`the document is paper, and the field with the cursor shows its place on it (${shade})`, async ({ newPage }) => {
    const page = await newPage({ as: MANON, dark });
    const number = `PA-${dark ? 2 : 1}001`;
    const path = await open(page, number);
    const frame = await drawn(page);
    const image = paper(page).locator('.paper-sheet > img');
    assert.equal(await image.count(), 1);
    assert.equal(await image.getAttribute('alt'), 'Page 1 sur 1');
    const [shown, layer] = await Promise.all([image.boundingBox(), paper(page).locator('.paper-text').boundingBox()]);
    assert.ok(Math.abs(shown.height / shown.width - 842 / 595) < 0.01, 'the page has its own shape');
    assert.deepEqual(layer, shown, 'the text lies over the image');

    assert.ok(await frame.evaluate((text) => window.find(text), `Facture n° ${number}`), 'the text is found by the browser');
    const selected = await frame.evaluate(() => {
      getSelection().selectAllChildren(document.querySelector('.paper-text'));
      return getSelection().toString().replaceAll(/\s+/g, ' ');
    });
    assert.match(selected, new RegExp(`Facture n° ${number}.*Total TTC 1200,00 EUR`));
    await frame.evaluate(() => getSelection().removeAllRanges());

    await field(page, 'number').focus();
    await places(page).first().waitFor();
    assert.equal(await places(page).count(), 1);
    const [place, word] = await Promise.all([
      places(page).boundingBox(),
      paper(page).locator('tspan', { hasText: number }).boundingBox(),
    ]);
    assert.ok(place.x <= word.x && place.x + place.width >= word.x + word.width, 'the mark holds the number');
    await screenshot(page, `paper-${shade}`, [390, 1440]);
    await field(page, 'gross').focus();
    await places(page).nth(1).waitFor();
    assert.equal(await places(page).count(), 2, 'the total stands twice');
    await field(page, 'date').focus();
    await page.waitForFunction(() => document.querySelector('.document-view').contentDocument.querySelectorAll('.is-place').length === 1);
    await field(page, 'date').blur();
    assert.equal(await places(page).count(), 0);
    await axe(page);

    // By itself, as it stands in the frame: nothing to complain about either.
    await page.goto(`/factures/${path.split('/').at(-1)}/pages`);
    await axe(page);
  });
}

scenario('nothing moves when the pages come, and the file itself is one click away', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'PA-3001');
  await page.addInitScript(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route('**/pages/1.png*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  await page.reload();
  const sheet = paper(page).locator('.paper-sheet');
  await sheet.waitFor();
  const before = await sheet.boundingBox();
  const frame = await drawn(page);
  assert.deepEqual(await sheet.boundingBox(), before, 'the image has its box before it comes');
  const shifts = await Promise.all([page, frame].map((where) => where.evaluate(() => globalThis.shifts ?? 0)));
  assert.ok(shifts.every((shift) => shift < 0.001), `${shifts}`);

  const link = page.getByRole('link', { name: 'Ouvrir le PDF' });
  assert.match(await link.getAttribute('href'), /\/factures\/[^/]+\/document$/);
  assert.equal(await link.getAttribute('target'), '_blank');
});
