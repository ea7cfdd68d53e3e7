// Bytes as spreadsheets, databases and old systems write them, made by iconv-lite, an encoder that has nothing to do with the decoder.

import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";
import { decodeAs, ENCODINGS, type Encoding } from "./encodings.ts";
import { UNREADABLE } from "./unreadable.ts";

const LABELS = ["billing", "delivery", "account", "technical"];

const WRITTEN = {
  de: ["Die Gebühr für den Rückversand ist falsch", "Das Päckchen fehlt seit Dienstag", "Grüße, mein Konto läßt sich nicht öffnen"],
  fr: ["Le colis n'est jamais arrivé à la maison", "J'ai été débité deux fois ce mois-ci", "Où est ma commande passée hier ?"],
  es: ["¿Dónde está mi paquete?", "El niño recibió el envío equivocado", "No puedo restablecer mi contraseña mañana"],
  sv: ["Var är mitt paket någonstans?", "Jag blev debiterad två gånger", "Appen stängs så fort jag öppnar den"],
  pl: ["Pobrano opłatę dwa razy w tym miesiącu", "Kurier zadzwonił do niewłaściwych drzwi", "Proszę zresetować moje hasło, dziękuję"],
  cs: ["Kde je můj balík?", "Platba byla stržena dvakrát", "Kurýr zazvonil u špatných dveří, žádám vrácení"],
  ru: ["Где моя посылка?", "С меня дважды списали деньги", "Приложение сразу закрывается"],
  uk: ["Де моя посилка?", "З мене двічі зняли гроші", "Застосунок одразу закривається, її не видно"],
  el: ["Πού είναι το δέμα μου;", "Χρεώθηκα δύο φορές", "Η εφαρμογή κλείνει αμέσως"],
  tr: ["Kargom nerede kaldı?", "Lütfen şifremi sıfırlayın", "Uygulama açılır açılmaz kapanıyor"],
  he: ["איפה החבילה שלי?", "חויבתי פעמיים החודש", "האפליקציה נסגרת מיד"],
  ar: ["أين طردي؟", "تم خصم المبلغ مرتين هذا الشهر", "التطبيق يغلق فورا"],
  zh: ["司机快递包裹在哪里", "这个月被扣了两次费用", "请帮我重置密码"],
  zht: ["我的包裹在哪裡", "這個月被扣了兩次費用", "請幫我重設密碼"],
  ja: ["荷物はどこですか", "今月二回請求されました", "アプリを開くとすぐに落ちます"],
  ko: ["제 소포는 어디에 있나요", "이번 달에 두 번 청구되었어요", "비밀번호를 재설정해 주세요"],
  th: ["พัสดุของฉันอยู่ที่ไหน", "เดือนนี้ถูกเรียกเก็บเงินสองครั้ง", "แอปปิดทันทีที่เปิด"],
} as const;

/** By iconv-lite's name. */
const AS: readonly (readonly [keyof typeof WRITTEN, string])[] = [
  ...(["de", "fr", "es", "sv"] as const).flatMap((language) =>
    ["windows-1252", "macroman", "cp850"].map((name) => [language, name] as const),
  ),
  ["de", "iso-8859-1"],
  ["de", "cp437"],
  ["pl", "windows-1250"],
  ["pl", "iso-8859-2"],
  ["pl", "cp852"],
  ["cs", "windows-1250"],
  ["cs", "cp852"],
  ["ru", "windows-1251"],
  ["ru", "koi8-r"],
  ["ru", "cp866"],
  ["ru", "maccyrillic"],
  ["uk", "windows-1251"],
  ["uk", "koi8-u"],
  ["el", "windows-1253"],
  ["el", "iso-8859-7"],
  ["tr", "windows-1254"],
  ["he", "windows-1255"],
  ["ar", "windows-1256"],
  ["zh", "gbk"],
  ["zh", "gb18030"],
  ["zht", "big5"],
  ["ja", "shift_jis"],
  ["ja", "euc-jp"],
  ["ko", "euc-kr"],
  ["th", "windows-874"],
];

const csv = (texts: readonly string[]): string =>
  `text,label\r\n${texts.map((text, i) => `${text},${LABELS[i % LABELS.length]}\r\n`).join("")}`;
const english = Array.from({ length: 300 }, (_, i) => `Where is parcel ${i} of mine?`);

describe.each(AS)("%s in %s", (language, name) => {
  test.each([
    ["alone", []],
    ["among 300 English lines", english],
  ])("%s", async (_, before) => {
    const text = csv([...before, ...WRITTEN[language]]);
    const bytes = new Uint8Array(iconv.encode(text, name));
    expect(iconv.decode(Buffer.from(bytes), name)).toBe(text);
    expect(await decodeText(bytes, { encoding: null, labels: LABELS })).toMatchObject({ text, guessed: true });
  });
});

const utf16 = (text: string): Uint8Array => new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);
const swapped = (bytes: Uint8Array): Uint8Array => bytes.map((_, i) => bytes[i ^ 1] ?? 0);

test.each([
  ["UTF-8", new TextEncoder().encode(csv(WRITTEN.de)), "utf-8", false],
  ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${csv(WRITTEN.de)}`), "utf-8", false],
  ["UTF-8 with two marks", new TextEncoder().encode(`\uFEFF\uFEFF${csv(WRITTEN.de)}`), "utf-8", false],
  ["UTF-16 with a mark", utf16(`\uFEFF${csv(WRITTEN.de)}`), "utf-16le", false],
  ["UTF-16, big end first, with a mark", swapped(utf16(`\uFEFF${csv(WRITTEN.de)}`)), "utf-16be", false],
  ["UTF-16 without a mark", utf16(csv(WRITTEN.de)), "utf-16le", true],
  ["UTF-16, big end first, without a mark", swapped(utf16(csv(WRITTEN.de))), "utf-16be", true],
] as const)("%s", async (_, bytes, encoding, guessed) => {
  expect(await decodeText(bytes, { encoding: null, labels: LABELS })).toEqual({ text: csv(WRITTEN.de), encoding, guessed });
});

test("UTF-16 of a language without ASCII, without a mark", async () => {
  const found = await decodeText(utf16(csv(WRITTEN.ja)), { encoding: null, labels: LABELS });
  expect(found).toEqual({ text: csv(WRITTEN.ja), encoding: "utf-16le", guessed: true });
});

test("ISO-2022-JP, which is made of ASCII bytes", async () => {
  // iconv-lite does not write it: 荷物 are 0x3259 0x4A2A in JIS X 0208.
  const bytes = Uint8Array.of(0x1b, 0x24, 0x42, 0x32, 0x59, 0x4a, 0x2a, 0x1b, 0x28, 0x42, ...new TextEncoder().encode(",delivery\n"));
  expect(await decodeText(bytes, { encoding: null, labels: LABELS })).toMatchObject({ text: "荷物,delivery\n", encoding: "iso-2022-jp" });
});

test("pictures and archives are no text", async () => {
  for (const bytes of [
    Uint8Array.of(80, 75, 3, 4, 0, 0),
    new Uint8Array(1000),
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13),
  ])
    expect(await decodeText(bytes, { encoding: null, labels: LABELS })).toBeUndefined();
});

test("a label of the task decides between encodings that are all likely", async () => {
  // One short word: nothing else tells cp850 from the others.
  const bytes = new Uint8Array(iconv.encode("text,label\nzu viel,Gebühr\n", "cp850"));
  expect(await decodeText(bytes, { encoding: null, labels: ["Gebühr", "Versand"] })).toMatchObject({
    text: "text,label\nzu viel,Gebühr\n",
  });
});

test("in a file that is UTF-8 but for some bytes only these are unreadable, and a replacement character in a good line stays", async () => {
  const bytes = new Uint8Array([
    ...new TextEncoder().encode("text,label\nschon kaputt \uFFFD,billing\nDie Gebühr,billing\nGrüße vom Caf"),
    0xe9,
    ...new TextEncoder().encode(",account\n"),
  ]);
  expect(await decodeText(bytes, { encoding: null, labels: LABELS })).toEqual({
    text: `text,label\nschon kaputt \uFFFD,billing\nDie Gebühr,billing\nGrüße vom Caf${UNREADABLE},account\n`,
    encoding: "utf-8",
    guessed: true,
  });
});

test("the person's choice is taken, and what it cannot read is marked", async () => {
  const bytes = new Uint8Array(iconv.encode("Größe,billing\n", "windows-1252"));
  expect(await decodeText(bytes, { encoding: "windows-1252", labels: LABELS })).toEqual({
    text: "Größe,billing\n",
    encoding: "windows-1252",
    guessed: false,
  });
  expect((await decodeText(bytes, { encoding: "utf-8", labels: LABELS }))?.text).toContain(UNREADABLE);
});

const OTHER_NAMES: Partial<Record<Encoding, string>> = { macintosh: "macroman", "x-mac-cyrillic": "maccyrillic" };

test.each(ENCODINGS.filter((name) => name !== "iso-2022-jp"))("%s: what an encoder wrote is read again", (encoding) => {
  const name = OTHER_NAMES[encoding] ?? encoding.replace("ibm", "cp");
  // Of Big5 there are several tables, which agree on the usual characters.
  const written = encoding === "big5" ? WRITTEN.zht : [...Object.values(WRITTEN).flat(), "“quoted” – …"];
  const known = [...new Set(written.join(" "))].filter((c) => iconv.decode(iconv.encode(c, name), name) === c);
  expect(known.length).toBeGreaterThan(20);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...known)), (characters) => {
      const text = characters.join("");
      expect(decodeAs(new Uint8Array(iconv.encode(text, name)), encoding)).toBe(text);
    }),
    { numRuns: 30, seed: 5 },
  );
});
