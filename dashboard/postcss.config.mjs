// Runs Tailwind over the stylesheets.
export default { plugins: { "@tailwindcss/postcss": {} } };
