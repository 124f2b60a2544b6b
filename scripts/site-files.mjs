// Puts target/site together; called by scripts/build-site, which says what the result is for.
//
//   node scripts/site-files.mjs assemble MODE SITE MODULE…   MODULE: a folder with NAME.js and NAME_bg.wasm
//   node scripts/site-files.mjs hash                         prints the hash of standard input
//
// Result:  SITE/manifest.json             {"version": "<16 hex digits>", "pupitre.js": …, "pupitre_bg.wasm": …, "form.js": …,
//                                          "form_bg.wasm": …, "check.js": …, "check_bg.wasm": …, "pupitre.css": …}: the version is another one whenever any file is
//          SITE/pkg/pupitre.<hash>.js     and so on: a name never changes its content, so it may be cached for ever
//          SITE/…                         the files of public/
//          and beside every text or WASM file its .br and .gz, so that the server compresses nothing itself
// The script gets the path of the WASM when it is started, so it needs no rewriting when the name changes.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STYLE = join(root, 'style', 'main.css');
const PUBLIC = join(root, 'public');

// Pictures, fonts and PDF files are compressed already.
const COMPRESSIBLE = new Set(['.css', '.html', '.ico', '.js', '.json', '.mjs', '.svg', '.txt', '.wasm', '.webmanifest', '.xml']);
// Below this a compressed answer saves nothing on the network.
const SMALLEST_WORTH_COMPRESSING = 512;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Every file below a folder, sorted, so that hashes do not depend on the file system. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** style/main.css with its imports, as one file; small in release mode. */
function styleSheet(mode) {
  const require = createRequire(join(root, '.tools', 'site', 'package.json'));
  const { bundle } = require('lightningcss');
  // No target browsers are named: nothing is rewritten for old ones, only comments and white space go.
  const complain = (file, place, message) => {
    console.error(`${relative(root, file ?? STYLE)}:${place?.line ?? '?'}: ${message}`);
    process.exit(1);
  };
  try {
    const { code, warnings } = bundle({ filename: STYLE, minify: mode === 'release' });
    for (const warning of warnings) complain(warning.loc?.filename, warning.loc, warning.message);
    return code;
  } catch (error) {
    return complain(error.fileName, error.loc, error.message);
  }
}

/** Writes the compressed neighbours of a file. Brotli's best takes a second for the WASM, hence not in debug mode. */
function compress(file, mode) {
  const bytes = readFileSync(file);
  if (!COMPRESSIBLE.has(extname(file)) || bytes.length < SMALLEST_WORTH_COMPRESSING) return;
  const quality = mode === 'release' ? 11 : 4;
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: mode === 'release' ? 9 : 1 }));
}

/** Assembles the site next to the old one and swaps them, so that a running server never sees half of it. */
function assemble(mode, site, modules) {
  if (!existsSync(STYLE)) throw new Error('style/main.css is missing');
  const inputs = [fileURLToPath(import.meta.url), ...filesBelow(dirname(STYLE)), ...filesBelow(PUBLIC), ...modules.flatMap(filesBelow)];
  const stamp = sha256(JSON.stringify([mode, inputs.map((file) => [relative(root, file), sha256(readFileSync(file))])]));
  const stampFile = join(site, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  const next = `${site}.next`;
  const pkg = join(next, 'pkg');
  rmSync(next, { recursive: true, force: true });
  mkdirSync(pkg, { recursive: true });
  if (existsSync(PUBLIC)) cpSync(PUBLIC, next, { recursive: true });

  const manifest = { version: stamp.slice(0, 16) };
  const addHashed = (name, bytes) => {
    const hash = sha256(bytes).slice(0, 16);
    const extension = extname(name);
    writeFileSync(join(pkg, `${basename(name, extension)}.${hash}${extension}`), bytes);
    manifest[name] = hash;
  };
  for (const module of modules) {
    for (const entry of readdirSync(module, { withFileTypes: true })) {
      const file = join(module, entry.name);
      // wasm-bindgen's "snippets" are imported by the script under their own, already unique names.
      if (entry.isDirectory()) cpSync(file, join(pkg, entry.name), { recursive: true });
      else addHashed(entry.name, readFileSync(file));
    }
  }
  addHashed('pupitre.css', styleSheet(mode));

  for (const file of filesBelow(next)) compress(file, mode);
  writeFileSync(join(next, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(next, '.stamp'), stamp);
  rmSync(site, { recursive: true, force: true });
  renameSync(next, site);

  for (const file of filesBelow(join(site, 'pkg')).filter((name) => !/\.(br|gz)$/.test(name))) {
    const size = (name) => (existsSync(name) ? `${(statSync(name).size / 1000).toFixed(1)} kB` : '-');
    console.log(`${relative(root, file)}  ${size(file)}, brotli ${size(`${file}.br`)}`);
  }
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'hash') console.log(sha256(readFileSync(0)));
else if (command === 'assemble' && rest.length >= 3) assemble(rest[0], rest[1], rest.slice(2));
else throw new Error('usage: site-files.mjs assemble MODE SITE MODULE… | hash');
