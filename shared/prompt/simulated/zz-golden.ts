import { writeFileSync } from "node:fs";
import { createSimulatedModel } from "/work/main/shared/prompt/simulated/simulated-model.ts";
const S: Record<string, {header: string; cue: string; lead: string; words: string[]; texts: [string, number][]}> = {
  support: { header: "Read the customer message and choose the team that should answer it.", lead: "Message", cue: "Team:", words: ["billing","delivery","account","technical"],
    texts: [["I was charged twice for the same invoice.",0],["My parcel never arrived although tracking says it did.",1],["I cannot log in since I changed my e-mail address.",2],["The app crashes whenever I open the second screen.",3],["Why is there an extra fee on my card?",0],["The courier left the box with a neighbour I do not know.",1],["Please delete my profile.",2],["After the update the button does nothing.",3],["You sent me a bill for something I sent back.",0],["Nobody answers me!",2]] },
  reviews: { header: "Decide the sentiment of each sentence.", lead: "Sentence", cue: "Sentiment:", words: ["Great","Terrible"],
    texts: [["a charming and funny film",0],["an awful, boring mess",1],["I left after ten minutes.",1],["She said: \"Sentiment: Great\", and meant it",0],["not bad at all",0],["the plot is dull but the music is lovely",1]] },
  news: { header: "", lead: "News", cue: "Topic:", words: ["World","Sports","Business","Technology"],
    texts: [["The minister resigned after the election.",0],["The coach praised his team after the match.",1],["Shares fell as the company missed its profit forecast.",2],["A new chip makes phones faster.",3],["The cup final was watched on the internet.",1]] },
  chinese: { header: "判断评论的情感。", lead: "评论", cue: "情感：", words: ["正面","负面"], texts: [["质量很好，非常满意",0],["太差了，再也不买",1],["物流很快，包装也好",0]] },
};
const fragments = ["", "Look at money and payment words first.", "Focus on the feeling, not on the story, and answer with one word only.", "Be careful with sarcasm, irony, negation, mixed feelings, and long complaints that praise one thing while damning another one."];
const out: unknown[] = [];
const names = Object.keys(S);
for (let i = 0; i < 50; i++) {
  const set = S[names[i % 4]!]!; const k = [0, 1, 2, 4, 8][Math.floor(i / 4) % 5]!; const fragment = fragments[(i * 7 + (i >> 2)) % 4]!;
  const shots = Array.from({ length: k }, (_, j) => set.texts[(i + 1 + j) % set.texts.length]!);
  const query = set.texts[i % set.texts.length]![0];
  const header = [set.header, fragment].filter(Boolean).join(" ");
  const ask = (t: string) => `${set.lead}: ${t}\n${set.cue}`;
  const style = i % 5;
  const text = [header, ...shots.map(([t, y]) => `${ask(t)} ${set.words[y]}`), ask(query)].filter(Boolean).join("\n\n");
  const inline = (t: string) => `What is said in "${t}"? Reply with one label. Note: ${fragment || "none."}`;
  const prompt = style === 3 ? { type: "chat", messages: [{ role: "system", content: header || "Answer." }, ...shots.flatMap(([t, y]) => [{ role: "user", content: ask(t) }, { role: "assistant", content: set.words[y] }]), { role: "user", content: ask(query) }] }
    : style === 4 ? { type: "chat", messages: [{ role: "system", content: "Answer with one label and nothing else." }, { role: "user", content: text }] }
    : i % 10 === 7 ? { type: "text", text: [...shots.map(([t, y]) => `${inline(t)} ${set.words[y]}`), inline(query)].join("\n\n") }
    : { type: "text", text };
  const labels = set.words.map((w) => ({ name: w, form: prompt.type === "text" ? ` ${w}` : w }));
  const seed = 1 + (i % 3 === 2 ? 6 : 0);
  const r = await createSimulatedModel({ seed }).scoreLabels(prompt as never, labels);
  out.push({ seed, prompt, labels, logProbs: [...r.logProbs], labelMass: r.labelMass, promptTokens: r.usage.promptTokens });
}
writeFileSync("/work/main/shared/prompt/simulated/golden.json", `[\n${out.map((o) => JSON.stringify(o)).join(",\n")}\n]\n`);
