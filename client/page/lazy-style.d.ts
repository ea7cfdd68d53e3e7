// Style sheets loaded on demand, by the page's bundler.
declare module "uplot/dist/uPlot.min.css";
