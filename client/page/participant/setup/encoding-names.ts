// The encodings a file may be in, in the order a person would look for them, each with where it is at home.

import type { Encoding } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import type { Messages } from "../../catalogue/english/english.ts";

type Region = keyof Messages["importing"]["regions"];

const REGIONS: Readonly<Record<Encoding, { readonly region: Region; readonly name: string }>> = {
  "utf-8": { region: "unicode", name: "UTF-8" },
  "utf-16le": { region: "unicode", name: "UTF-16" },
  "utf-16be": { region: "unicode", name: "UTF-16 BE" },
  "windows-1252": { region: "western", name: "Windows 1252" },
  "iso-8859-15": { region: "western", name: "ISO 8859-15" },
  macintosh: { region: "western", name: "Mac Roman" },
  ibm850: { region: "western", name: "DOS 850" },
  ibm437: { region: "western", name: "DOS 437" },
  "windows-1250": { region: "central", name: "Windows 1250" },
  "iso-8859-2": { region: "central", name: "ISO 8859-2" },
  ibm852: { region: "central", name: "DOS 852" },
  "windows-1257": { region: "baltic", name: "Windows 1257" },
  "windows-1251": { region: "cyrillic", name: "Windows 1251" },
  "koi8-r": { region: "cyrillic", name: "KOI8-R" },
  "koi8-u": { region: "cyrillic", name: "KOI8-U" },
  ibm866: { region: "cyrillic", name: "DOS 866" },
  "iso-8859-5": { region: "cyrillic", name: "ISO 8859-5" },
  "x-mac-cyrillic": { region: "cyrillic", name: "Mac" },
  "windows-1253": { region: "greek", name: "Windows 1253" },
  "iso-8859-7": { region: "greek", name: "ISO 8859-7" },
  "windows-1254": { region: "turkish", name: "Windows 1254" },
  "windows-1255": { region: "hebrew", name: "Windows 1255" },
  "windows-1256": { region: "arabic", name: "Windows 1256" },
  "iso-8859-6": { region: "arabic", name: "ISO 8859-6" },
  "windows-1258": { region: "vietnamese", name: "Windows 1258" },
  "windows-874": { region: "thai", name: "Windows 874" },
  gb18030: { region: "chinese", name: "GB 18030, GBK" },
  big5: { region: "chinese", name: "Big5" },
  shift_jis: { region: "japanese", name: "Shift-JIS" },
  "euc-jp": { region: "japanese", name: "EUC-JP" },
  "iso-2022-jp": { region: "japanese", name: "ISO 2022-JP" },
  "euc-kr": { region: "korean", name: "EUC-KR" },
};

export function encodingNames(): { readonly encoding: string; readonly text: string }[] {
  const { regions } = t().importing;
  return Object.entries(REGIONS).map(([encoding, { region, name }]) => ({ encoding, text: `${name} (${regions[region]})` }));
}

export function encodingNamed(name: string): Encoding | null {
  return isEncoding(name) ? name : null;
}

function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(REGIONS, name);
}
