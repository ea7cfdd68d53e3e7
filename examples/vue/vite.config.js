// Names with this beginning are custom elements, not components of Vue.

import vue from "@vitejs/plugin-vue";

export default { plugins: [vue({ template: { compilerOptions: { isCustomElement: (name) => name.startsWith("asyndbt-") } } })] };
