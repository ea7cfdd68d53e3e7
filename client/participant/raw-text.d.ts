// The page's bundler turns a file into its text; only the worker's build uses it.
declare module "*?raw" {
  const text: string;
  export default text;
}
