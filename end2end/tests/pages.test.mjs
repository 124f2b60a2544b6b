// Every other page: what it does, how it looks at each width and in the dark, and what axe says.

import assert from 'node:assert/strict';
import { awake, axe, PASSWORD, screenshot, signIn, startPupitre, submitCredentials, withInvoices } from '../harness.mjs';

const { scenario } = startPupitre();
const HELENE = 'helene@lefevre.example';
const CLAIRE = 'claire@saint-aubin.example';
// The browser reports a refused form as a failed resource; here the refusal is what is asked for.
const REFUSAL = [/the server responded with a status of 4\d\d/];

const done = (page) => page.locator('#notices .notice[data-kind=success]');

async function look(page, name, widths) {
  await awake(page);
  await axe(page);
  await screenshot(page, name, widths);
}

scenario('the summary says what waits, and each line leads on', async ({ newPage }) => {
  const page = await newPage({ as: HELENE });
  await withInvoices(page);
  await page.goto('/');
  await look(page, 'summary');
  const action = page.locator('.task a').first();
  const target = await action.getAttribute('href');
  await action.click();
  await page.waitForURL(`**${target}`);
  await page.goto('/');
  await page.locator('nav a[href="/factures"]').first().click();
  await page.waitForURL(/\/factures$/);
});

scenario('the town sees what it received; a validator limited to a service sees nothing else', async ({ newPage }) => {
  const page = await newPage({ as: CLAIRE });
  await withInvoices(page, '/recues');
  await look(page, 'received');
  await page.locator('tr.invoice-row a.row-link').first().click();
  await page.waitForURL(/\/factures\//);
  await look(page, 'received-invoice');

  const limited = await newPage({ as: 'hugo@saint-aubin.example' });
  await limited.goto('/recues?par=100');
  const services = await limited.locator('tr.invoice-row .invoice-routing').allInnerTexts();
  assert.ok(services.length > 0);
  for (const service of services) assert.match(service, /TECHNIQUE/i);
  await page.goto('/recues?par=100');
  assert.ok((await page.locator('tr.invoice-row').count()) > services.length || services.length === 100);
});

scenario('the structures, the sheet of one, and the test of its connection', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, expected: REFUSAL });
  await page.goto('/structures');
  await look(page, 'structures');
  await page.locator('.portfolio-name a', { hasText: 'Électricité du Val' }).click();
  await page.waitForURL(/\/structures\/[^/]+$/);
  await look(page, 'structure');
  await page.locator('form[action$="/tester"] button').click();
  await page.waitForResponse((answer) => /\/tester$/.test(answer.url())).catch(() => {});
  await page.waitForLoadState();
  await look(page, 'structure-tested');
  assert.ok((await page.locator('main [data-kind=success]').count()) > 0, 'the simulated Chorus Pro answers');

  await page.goto('/structures');
  await page.locator('details:has(form[action="/structures"]) > summary').click();
  const form = page.locator('form[action="/structures"]');
  await form.locator('[name=siret]').fill('123');
  await form.locator('[name=name]').fill('Nouvelle structure');
  await form.locator('button').last().click();
  await page.locator('[role=alert]').first().waitFor();
  assert.equal(await form.locator('[name=name]').inputValue(), 'Nouvelle structure');
  await look(page, 'structure-refused', [320, 1440]);
  await form.locator('[name=siret]').fill('73282932000074');
  await form.locator('button').last().click();
  await page.waitForURL(/\/structures\/[^/?]+\?/);
  await done(page).waitFor();
  await look(page, 'structure-new');
});

scenario('a person is added, signs in, gets another role and is removed', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, expected: REFUSAL });
  const add = async (name, email, password) => {
    await page.goto('/utilisateurs');
    const details = page.locator('#add');
    await details.locator('> summary').click();
    await page.locator('form[action="/utilisateurs"] [name=name]').fill(name);
    await page.locator('form[action="/utilisateurs"] [name=email]').fill(email);
    await page.locator('form[action="/utilisateurs"] [name=role]').selectOption('lecteur');
    await page.locator('#reach-all').check();
    await page.locator('form[action="/utilisateurs"] [name=password]').fill(password);
    await page.locator('form[action="/utilisateurs"] button').last().click();
    await page.waitForLoadState();
  };
  await page.goto('/utilisateurs');
  await look(page, 'users');
  await page.locator('#add > summary').click();
  await look(page, 'users-add');

  await add('Zoé Martin', 'zoe@lefevre.example', 'court');
  await page.locator('#add [role=alert]').waitFor();
  assert.equal(await page.locator('form[action="/utilisateurs"] [name=email]').inputValue(), 'zoe@lefevre.example');
  assert.equal(await page.locator('form[action="/utilisateurs"] [name=password]').inputValue(), '');
  await look(page, 'users-refused', [320, 1440]);

  await add('Zoé Martin', 'zoe@lefevre.example', 'girafe lampe sept tunnel');
  await done(page).waitFor();
  const row = page.locator('tbody tr', { hasText: 'zoe@lefevre.example' });
  const other = await newPage({ expected: REFUSAL });
  await signIn(other, 'zoe@lefevre.example', 'girafe lampe sept tunnel');
  assert.equal(await other.goto('/deposer').then((answer) => answer.status()), 403);
  await awake(other).catch(() => {});
  await axe(other);
  await screenshot(other, 'not-allowed', [320, 1440]);

  await row.locator('select').selectOption('deposant');
  await row.locator('form[action$="/role"] button').click();
  await done(page).waitFor();
  assert.equal(await row.locator('select').inputValue(), 'deposant');
  assert.equal(await other.goto('/deposer').then((answer) => answer.status()), 200);

  await row.locator('details > summary').click();
  await look(page, 'users-remove', [320, 1440]);
  await row.locator('form[action$="/retirer"] button').click();
  await done(page).waitFor();
  assert.equal(await row.count(), 0);
  await other.goto('/');
  assert.match(other.url(), /\/connexion/);
});

scenario('a password is changed only with the present one, and other sessions end', async ({ newPage }) => {
  const email = 'paul@lefevre.example';
  const [page, elsewhere] = [await newPage({ expected: REFUSAL }), await newPage()];
  for (const one of [page, elsewhere]) await signIn(one, email, PASSWORD);
  await page.goto('/compte');
  await look(page, 'account');
  assert.ok((await page.locator('form[action$="/fermer"]').count()) >= 1);
  const change = async (present, wanted) => {
    const form = page.locator('form[action="/compte/mot-de-passe"]');
    await form.locator('[name=present]').fill(present);
    await form.locator('[name=new]').fill(wanted);
    await form.locator('button').click();
    await page.waitForLoadState();
  };
  await change('ceci n’est pas le bon', 'girafe lampe sept tunnel');
  await page.locator('form[action="/compte/mot-de-passe"] [role=alert]').waitFor();
  await look(page, 'account-refused', [320, 1440]);
  await change(PASSWORD, 'court');
  await page.locator('form[action="/compte/mot-de-passe"] [role=alert]').waitFor();
  await change(PASSWORD, 'girafe lampe sept tunnel');
  await done(page).waitFor();
  await elsewhere.goto('/factures');
  assert.match(elsewhere.url(), /\/connexion/);

  await signIn(elsewhere, email, 'girafe lampe sept tunnel');
  await page.goto('/compte');
  await page.locator('form[action$="/fermer-les-autres"] button').click();
  await done(page).waitFor();
  assert.equal(await page.locator('form[action$="/fermer"]').count(), 0);
  await elsewhere.goto('/factures');
  assert.match(elsewhere.url(), /\/connexion/);
  // The address asked for is where the sign-in leads.
  await submitCredentials(elsewhere, email, 'girafe lampe sept tunnel');
  await elsewhere.waitForURL(/\/factures$/);
});

scenario('somebody of two organisations changes from one to the other, and signs out', async ({ newPage }) => {
  const page = await newPage({ expected: REFUSAL });
  await signIn(page, 'camille@lefevre.example', PASSWORD);
  await page.goto('/compte');
  await page.locator('main form[action="/organisation"] button').click();
  await page.waitForLoadState();
  await page.goto('/compte');
  await awake(page);
  await page.locator('button[popovertarget=organization-menu]').click();
  await axe(page);
  await screenshot(page, 'organisations', [320, 1440]);
  await page.keyboard.press('Escape');
  await page.locator('button[popovertarget=person-menu]').click();
  await axe(page);
  await page.locator('form[action="/deconnexion"] button').click();
  await page.waitForURL(/\/connexion/);
  await page.goto('/compte');
  assert.match(page.url(), /\/connexion/);
});

scenario('a page that does not exist says so', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, expected: REFUSAL });
  assert.equal((await page.goto('/nulle-part')).status(), 404);
  await axe(page);
  await screenshot(page, 'unknown-page');
});

scenario('the main pages in the dark', async ({ newPage }) => {
  const page = await newPage({ as: HELENE, dark: true });
  await withInvoices(page);
  const invoice = await page.locator('.row-link[href^="/factures/"]').first().getAttribute('href');
  const draft = await page.goto('/factures?onglet=a-envoyer').then(() => page.locator('.row-link').first().getAttribute('href'));
  const pages = { '/': 'summary', '/factures': 'list', [invoice]: 'invoice', '/deposer': 'deposit-start', [draft]: 'draft', '/structures': 'structures', '/utilisateurs': 'users', '/compte': 'account' };
  for (const [path, name] of Object.entries(pages)) {
    await page.goto(path);
    await look(page, `dark-${name}`, [1440]);
  }
});
