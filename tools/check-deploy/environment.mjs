import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from './problems.mjs';

/** Read by Node, by libraries or by the image itself, not by the apps' configuration. */
const others = new Set(['NODE_ENV', 'TMPDIR', 'XDG_CACHE_HOME']);

/** Variables that every app reads alike. */
const common = 'libs/platform/src/config/server-environment.ts';

/** Variables that a file names as keys of its schema; `needed` when they have no default. */
const readConfig = (path) => {
  const text = readFileSync(path, 'utf8');
  const keys = [...text.matchAll(/^ {2,4}([A-Z][A-Z0-9_]*):/gm)];
  return new Map(
    keys.map(({ 1: name, index }, at) => {
      const schema = text.slice(index, keys[at + 1]?.index ?? text.indexOf('})', index));
      return [name, { needed: !/\.default\(|\.optional\(/.test(schema) }];
    }),
  );
};

/**
 * Variables that a deployment sets against those that the app's config.ts reads: one that the app does not know is a
 * typing error, or a setting that does nothing.
 * @param given names by place, such as `docker-compose.yml, api`; a `whole` list is all that the app gets
 * @param shared names that a deployment hands to both apps from one list, of which each needs to know only its own
 */
export const checkEnvironment = (root, given, shared = new Set()) => {
  const problems = new Problems('environment');
  const configs = new Map();
  for (const app of ['api', 'worker']) {
    const path = join(root, 'apps', app, 'src', 'config.ts');
    if (existsSync(path)) configs.set(app, new Map([...readConfig(join(root, common)), ...readConfig(path)]));
    else problems.add(app, 'apps/*/src/config.ts is not there');
  }
  const anywhere = new Set([...configs.values()].flatMap((config) => [...config.keys()]));
  for (const { place, app, names } of given)
    for (const name of names) {
      const known = shared.has(name) ? anywhere.has(name) : configs.get(app)?.has(name);
      problems.expect(known || others.has(name), place, `${name}: apps/${app}/src/config.ts does not read it`);
    }
  for (const [app, config] of configs)
    for (const [name, { needed }] of config)
      for (const { place, names } of given.filter((list) => list.app === app && list.whole))
        problems.expect(!needed || names.includes(name), place, `${name}: expected, it has no default`);
  return { problems: problems.list, checked: `${given.length} lists of variables` };
};
