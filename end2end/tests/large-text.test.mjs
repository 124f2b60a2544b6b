// Text at 200 % (WCAG 1.4.4): whoever has set their browser to twice the size of text loses nothing and can still work.

import assert from 'node:assert/strict';
import { awake, startPupitre, withInvoices, withoutNews } from '../harness.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';
/** A desk, and a phone. */
const SIZES = [1440, 390];
/** The usual size of text is 16 px for words and 13 px for code. */
const TWICE = { standard: 32, fixed: 26 };

/** Sets the preference of the browser, which pages inherit; what a page is told otherwise would not be the preference. */
async function enlarge(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: TWICE });
}

/** Everything that a person with large text could lose on the page as it stands. */
function lost() {
  const faults = [];
  const root = document.documentElement;
  const name = (element) => {
    const own = element.id ? `#${element.id}` : `.${[...element.classList].join('.')}`;
    return `${element.localName}${own === '.' ? '' : own} « ${element.textContent.trim().replaceAll(/\s+/g, ' ').slice(0, 50)} »`;
  };
  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  // For readers of a screen only, as the heads of columns are where a row is a card.
  const isPixel = (element) => element.clientWidth <= 1 && element.clientHeight <= 1 && getComputedStyle(element).overflowX !== 'visible';
  const isHidden = (element) => {
    if (element.closest('.visually-hidden, .skip-link, [popover]:not(:popover-open)')) return true;
    for (let around = element; around; around = around.parentElement) if (isPixel(around)) return true;
    return false;
  };
  const holdsText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');

  if (parseFloat(getComputedStyle(root).fontSize) !== 32) faults.push(`the text is ${getComputedStyle(root).fontSize} high`);
  const excess = root.scrollWidth - root.clientWidth;
  if (excess > 0) faults.push(`the page is ${excess} px too wide`);
  // Of what stands beside the window, what reaches furthest says why.
  const outside = [];

  for (const element of document.body.querySelectorAll('*')) {
    if (!isShown(element) || isHidden(element)) continue;
    const style = getComputedStyle(element);
    // A box that hides what does not fit, without the dots that say so and without a way to scroll.
    const cut = (overflow) => overflow === 'hidden' || overflow === 'clip';
    const byDesign = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
    if (!byDesign && element.textContent.trim() !== '') {
      if (cut(style.overflowX) && element.scrollWidth > element.clientWidth + 1) faults.push(`cut at its side: ${name(element)}`);
      if (cut(style.overflowY) && element.scrollHeight > element.clientHeight + 1) faults.push(`cut at its foot: ${name(element)}`);
    }
    // Words that stand outside the window, with nothing around them that scrolls or shortens.
    if (!holdsText(element)) continue;
    let around = element;
    while (around && getComputedStyle(around).overflowX === 'visible') around = around.parentElement;
    if (around && around !== document.body && around !== root) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    const out = Math.max(box.right - root.clientWidth, -box.left);
    if (box.width > 0 && out > 1) outside.push({ out, element });
  }
  outside.sort((one, other) => other.out - one.out);
  for (const { out, element } of outside.slice(0, 3)) faults.push(`${Math.round(out)} px beside the window: ${name(element)}`);

  // The head of the page and the ways through the product: nothing lies on something else, and the search takes words.
  const controls = [...document.querySelectorAll('.brand, .topbar, .rail')].flatMap((part) =>
    [...part.querySelectorAll('a, button, input, h1, .pill, .environment, .freshness')]);
  const boxes = controls
    .filter((control) => isShown(control) && !isHidden(control))
    .map((control) => ({ control, box: control.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0);
  boxes.forEach(({ control, box }, index) => {
    for (const { control: other, box: beside } of boxes.slice(index + 1)) {
      if (control.contains(other) || other.contains(control)) continue;
      const [width, height] = [
        Math.min(box.right, beside.right) - Math.max(box.left, beside.left),
        Math.min(box.bottom, beside.bottom) - Math.max(box.top, beside.top),
      ];
      if (width > 1 && height > 1) faults.push(`${name(control)} lies on ${name(other)}`);
    }
  });
  const search = document.querySelector('#search');
  if (search) {
    const { paddingLeft, paddingRight, fontSize } = getComputedStyle(search);
    const room = search.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (room < 4 * parseFloat(fontSize)) faults.push(`the search has room for ${(room / parseFloat(fontSize)).toFixed(1)} em only`);
  }
  return [...new Set(faults)];
}

async function check(page, path, faults) {
  await page.goto(path);
  await awake(page);
  for (const fault of await page.evaluate(lost)) {
    faults.push(`${new URL(page.url()).pathname.replaceAll(/[0-9a-f-]{30,}/g, '…')} at ${page.viewportSize().width} px: ${fault}`);
  }
}

for (const width of SIZES) {
  scenario(`nothing is lost with text of twice the size at ${width} px`, async ({ newPage }) => {
    const faults = [];
    const stranger = await newPage({ width });
    await enlarge(stranger);
    await check(stranger, '/connexion', faults);

    const page = await newPage({ as: HELENE, width });
    await withoutNews(page);
    await withInvoices(page);
    const link = async (path) => {
      await page.goto(path);
      return page.locator('.row-link').first().getAttribute('href');
    };
    const [invoice, draft] = [await link('/factures?statut=MISE_EN_PAIEMENT'), await link('/factures?statut=PUPITRE_BROUILLON')];
    await enlarge(page);
    for (const path of ['/', '/factures', invoice, draft, '/structures']) await check(page, path, faults);
    assert.deepEqual(faults, []);
  });
}
