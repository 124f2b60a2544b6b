// Small real PDFs: one page with lines of text, as a billing program prints them.

/** A PDF with these lines; what Latin-1 does not have becomes a question mark. */
export function pdf(lines) {
  const text = lines.map((line) => `(${line.replaceAll(/[\\()]/g, '\\$&').replaceAll(/[^\u0020-\u00ff]/g, '?')}) Tj T*`);
  const content = `BT /F1 12 Tf 18 TL 60 760 Td ${text.join(' ')} ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ];
  let file = '%PDF-1.4\n';
  const starts = objects.map((object, index) => {
    const start = file.length;
    file += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(start).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${starts.join('')}`;
  file += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** Today in Paris, as it is written on an invoice. */
export const today = () => new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris' }).format(new Date());

/** The PDF of an invoice of 1 000,00 without VAT, 1 200,00 with. `recipient`: the SIRET of the client, when it is printed. */
export function invoicePdf(number, { recipient } = {}) {
  return pdf([
    'ELECTRICITE DU VAL',
    `Facture n° ${number}`,
    `Date de facture : ${today()}`,
    ...(recipient ? [`SIRET client : ${recipient}`] : []),
    'Remplacement de deux luminaires',
    'Total HT 1000,00 EUR',
    'Total TVA 200,00 EUR',
    'Total TTC 1200,00 EUR',
    'Net à payer : 1200,00 EUR',
  ]);
}
