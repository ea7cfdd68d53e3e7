// How a request's cost is told, in OpenAI's words.

export function usageOf({ prompt, completion, cached }: { readonly prompt: number; readonly completion: number; readonly cached: number }) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
