// A GGUF of 0.2 MB with random weights and a byte-level vocabulary of its own: it knows nothing, but the real engines load it, so that
// their use is tested with nothing to download. Words listed in WORDS are single tokens, with and without a leading space; the rest falls
// to bytes.

import { randomStream } from "../shared/math/random.ts";

const LAYERS = 2;
const WIDTH = 64;
const HIDDEN = 128;
const HEADS = 4;
const KV_HEADS = 2;
const CONTEXT = 2048;
const WEIGHT_DEVIATION = 0.3;
const WORDS = "positive negative world sports yes no the a and of is was it in to review sentiment label great good bad film food".split(
  " ",
);
const SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const BEGIN = 1;
const END = 2;
const TEMPLATE =
  "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{'<|im_start|>assistant\n'}}{% endif %}";

const U32 = 4;
const I32 = 5;
const F32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;
const ALIGNMENT = 32;

export interface RandomGgufOptions {
  readonly seed?: number;
  /** Whether every text begins with a token of its own, as Gemma's do. Default "none". */
  readonly begin?: "none" | "token";
}

/** The same options give the same bytes. */
export function randomGguf({ seed = 1, begin = "none" }: RandomGgufOptions = {}): Uint8Array<ArrayBuffer> {
  const { tokens, types, merges } = vocabulary();
  const metadata: [string, ...Value][] = [
    ["general.architecture", STRING, "llama"],
    ["general.name", STRING, "random weights"],
    ["general.file_type", U32, 0],
    ["llama.vocab_size", U32, tokens.length],
    ["llama.context_length", U32, CONTEXT],
    ["llama.embedding_length", U32, WIDTH],
    ["llama.block_count", U32, LAYERS],
    ["llama.feed_forward_length", U32, HIDDEN],
    ["llama.attention.head_count", U32, HEADS],
    ["llama.attention.head_count_kv", U32, KV_HEADS],
    ["llama.attention.layer_norm_rms_epsilon", F32, 1e-5],
    ["llama.rope.freq_base", F32, 1e4],
    ["llama.rope.dimension_count", U32, WIDTH / HEADS],
    ["tokenizer.ggml.model", STRING, "gpt2"],
    ["tokenizer.ggml.pre", STRING, "smollm"],
    ["tokenizer.ggml.tokens", ARRAY, [STRING, tokens]],
    ["tokenizer.ggml.token_type", ARRAY, [I32, types]],
    ["tokenizer.ggml.merges", ARRAY, [STRING, merges]],
    ["tokenizer.ggml.bos_token_id", U32, BEGIN],
    ["tokenizer.ggml.eos_token_id", U32, END],
    ["tokenizer.ggml.add_bos_token", BOOL, begin === "token" ? 1 : 0],
    ["tokenizer.chat_template", STRING, TEMPLATE],
  ];
  const tensors = tensorShapes(tokens.length);
  let offset = 0;
  const infos = tensors.map(([name, dims]) => {
    const info = [...text(name), ...u32(dims.length), ...dims.flatMap((dim) => u64(dim)), ...u32(0), ...u64(offset)];
    offset += padded(4 * size(dims));
    return info;
  });
  const head = [
    ...new TextEncoder().encode("GGUF"),
    ...u32(3),
    ...u64(tensors.length),
    ...u64(metadata.length),
    ...metadata.flatMap(([key, type, value]) => [...text(key), ...u32(type), ...valueBytes(type, value)]),
    ...infos.flat(),
  ];
  const file = new Uint8Array(padded(head.length) + offset);
  file.set(head);
  const view = new DataView(file.buffer);
  const rng = randomStream("random-gguf", seed);
  let at = padded(head.length);
  for (const [, dims] of tensors) {
    // Norms are ones; sums of four uniforms are near enough to normal.
    const weight = () => (dims.length === 1 ? 1 : (rng() + rng() + rng() + rng() - 2) * Math.sqrt(3) * WEIGHT_DEVIATION);
    for (let i = 0; i < size(dims); i++) view.setFloat32(at + 4 * i, weight(), true);
    at += padded(4 * size(dims));
  }
  return file;
}

type Value = [number, string | number | readonly [number, readonly (string | number)[]]];

function vocabulary() {
  const tokens = [...SPECIAL];
  const types = SPECIAL.map(() => 3);
  const merges: string[] = [];
  const known = new Set(tokens);
  const add = (token: string) => {
    if (known.has(token)) return;
    known.add(token);
    tokens.push(token);
    types.push(1);
  };
  const characters = byteCharacters();
  for (const character of characters) add(character);
  for (const word of WORDS.flatMap((w) => [` ${w}`, w])) {
    const [first = "", ...rest] = Array.from(new TextEncoder().encode(word), (byte) => characters[byte] ?? "");
    let start = first;
    for (const next of rest) {
      if (!known.has(start + next)) merges.push(`${start} ${next}`);
      start += next;
      add(start);
    }
  }
  return { tokens, types, merges };
}

/** How byte-level vocabularies write bytes: printable ones as themselves, the rest from U+0100 on. */
function byteCharacters(): string[] {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

function tensorShapes(vocabularySize: number): [string, readonly number[]][] {
  const kv = (WIDTH / HEADS) * KV_HEADS;
  const layer: [string, readonly number[]][] = [
    ["attn_norm", [WIDTH]],
    ["attn_q", [WIDTH, WIDTH]],
    ["attn_k", [WIDTH, kv]],
    ["attn_v", [WIDTH, kv]],
    ["attn_output", [WIDTH, WIDTH]],
    ["ffn_norm", [WIDTH]],
    ["ffn_gate", [WIDTH, HIDDEN]],
    ["ffn_up", [WIDTH, HIDDEN]],
    ["ffn_down", [HIDDEN, WIDTH]],
  ];
  const layers = Array.from({ length: LAYERS }, (_, i) =>
    layer.map(([name, dims]): [string, readonly number[]] => [`blk.${i}.${name}.weight`, dims]),
  );
  return [["token_embd.weight", [WIDTH, vocabularySize]], ["output_norm.weight", [WIDTH]], ...layers.flat()];
}

function valueBytes(type: number, value: Value[1]): number[] {
  if (typeof value === "string") return text(value);
  if (typeof value === "number")
    return type === BOOL ? [value] : type === F32 ? bytesOf(4, (view) => view.setFloat32(0, value, true)) : u32(value);
  const [itemType, items] = value;
  return [...u32(itemType), ...u64(items.length), ...items.flatMap((item) => valueBytes(itemType, item))];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...u64(bytes.length), ...bytes];
}

function u32(value: number): number[] {
  return bytesOf(4, (view) => view.setUint32(0, value, true));
}

function u64(value: number): number[] {
  return bytesOf(8, (view) => view.setBigUint64(0, BigInt(value), true));
}

function bytesOf(length: number, write: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(length));
  write(view);
  return Array.from(new Uint8Array(view.buffer));
}

function size(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
