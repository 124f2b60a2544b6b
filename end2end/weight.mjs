// What a page fetches, in bytes as they travel: for the tests and the measurements.

/**
 * Counts from now on what a page fetches; nothing comes from a cache.
 *   script   JavaScript and WebAssembly
 *   all      everything
 */
export async function countBytes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kinds = new Map();
  const bytes = { script: 0, all: 0 };
  session.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.mimeType));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength;
    if (/javascript|wasm/.test(kinds.get(requestId) ?? '')) bytes.script += encodedDataLength;
  });
  return { session, bytes };
}

/**
 * The first act on what waits for one: a key in a form, or a file over the page. False where nothing waits. Islands that
 * are there afterwards are waited for.
 */
export async function touch(page) {
  const place = page.locator('[data-touch]').first();
  if (await place.count()) {
    const field = page.locator(`#${await place.getAttribute('data-touch')} input[type=text]:not([readonly]):visible`).first();
    await field.focus();
    await field.press('End');
    await place.and(page.locator('[data-awake]')).waitFor({ state: 'attached' });
    return true;
  }
  if ((await page.locator('[data-for-files]').count()) === 0) return false;
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['%PDF-'], 'facture.pdf', { type: 'application/pdf' }));
    document.querySelector('h1').dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
  });
  await page.waitForLoadState('networkidle').catch(() => {});
  return true;
}
