/** What somebody asked of a lab test by the variable `LAB_<name>`; undefined where nothing. */
export function labOption(name: string): string | undefined {
  return process.env[`LAB_${name}`];
}

/** This process's environment for another test runner, without what this one's has put into it. */
export function environmentForTests(
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|NODE_ENV$|DEV$|PROD$|MODE$|BASE_URL$|SSR$|LAB_)/.test(name),
  );
  return { ...Object.fromEntries(own), ...more };
}
