import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Bundle } from '@echocohort/sampler';
import { commit } from '../measure/hardware.js';
import { root } from '../system/root.js';
import { librariesOf } from './libraries.js';
import { isNeeded, productionPackages } from './modules.js';

const projects = [
  'libs/shared',
  'libs/media',
  'libs/platform',
  'libs/sampler',
  'libs/testing',
  'apps/api',
  'apps/worker',
];

/** Copies files of the repository that pass; symbolic links stay links. */
const copy = async (path: string, stage: string, passes: (path: string) => boolean = () => true): Promise<void> => {
  const filter = (source: string): boolean => passes(relative(root, source));
  await cp(join(root, path), join(stage, path), { recursive: true, filter });
};

const isSource = (path: string): boolean => !/(__pycache__|\.egg-info|\.map$|\.d\.ts$|\.tsbuildinfo$)/.test(path);

/** Compiled apps, the lab's modules, the bundles with what their PyTorch peer needs, and the benches themselves. */
export const stageApp = async (stage: string, bundles: readonly { bundle: Bundle; peers: string }[]): Promise<void> => {
  for (const path of ['package.json', 'bench/dist', 'bench/peers', 'bench/gpu', 'lab/src'])
    await copy(path, stage, isSource);
  for (const project of projects)
    for (const part of ['package.json', 'dist']) await copy(join(project, part), stage, isSource);
  for (const { bundle, peers } of bundles) {
    const folder = join(stage, 'models', basename(resolve(bundle.dir)));
    await cp(bundle.dir, folder, { recursive: true });
    await cp(peers, folder, { recursive: true });
  }
  await mkdir(join(stage, 'bench/results'), { recursive: true });
  await writeFile(join(stage, 'COMMIT'), `${commit()}\n`);
};

/** node_modules of production, with links to the workspaces. */
export const stageModules = async (stage: string): Promise<void> => {
  const lock: unknown = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const packages = productionPackages(lock);
  const own = new Set(packages);
  // Packages inside packages are in the list themselves, when they are needed at all.
  const passes = (path: string): boolean => {
    const inner = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)(\/|$)/.exec(path)?.[1];
    return (inner === undefined || own.has(inner)) && isNeeded(path);
  };
  for (const path of packages)
    await copy(path, stage, passes).catch((error: unknown) => {
      // Binaries of other platforms are in the lock file and nowhere else.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  await mkdir(join(stage, 'node_modules/@echocohort'), { recursive: true });
  for (const project of projects)
    await symlink(join('../..', project), join(stage, 'node_modules/@echocohort', basename(project)));
};

const which = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();

const postgresFolder = async (): Promise<string> => {
  const versions = (await readdir('/usr/lib/postgresql')).sort((a, b) => Number(b) - Number(a));
  return join('/usr/lib/postgresql', versions[0] ?? '');
};

/** Starts a program of the pack with the pack's own libraries, wherever it was unpacked to. */
const wrapper = (program: string): string => `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/..
LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/${program}" "$@"
`;

const fontConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">.</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';

/** Packages of Python without compiled parts that the lab's modules import beside PyTorch. */
const pythonPackages = ['jaxtyping', 'wadler_lindig'];

/** Node, the servers and ffmpeg, with their libraries: everything that is no file of this repository. */
export const stageRuntime = async (
  stage: string,
  { python, ffmpeg }: { python: string; ffmpeg: string | null },
): Promise<void> => {
  const postgres = await postgresFolder();
  const programs = {
    'redis-server': which('redis-server'),
    ffmpeg: ffmpeg ?? which('ffmpeg'),
    postgres: join(postgres, 'bin/postgres'),
    initdb: join(postgres, 'bin/initdb'),
  };
  const runtime = join(stage, 'runtime');
  for (const folder of ['bin', 'lib', 'fonts', 'python']) await mkdir(join(runtime, folder), { recursive: true });
  for (const [name, path] of Object.entries(programs)) {
    // PostgreSQL finds its files by the way from its program to them, so that way is kept.
    const at = path.startsWith(postgres) ? path.slice(1) : join('usr/bin', name);
    await mkdir(dirname(join(runtime, at)), { recursive: true });
    await copyFile(path, join(runtime, at));
    await writeFile(join(runtime, 'bin', name), wrapper(at), { mode: 0o755 });
  }
  const ownLibraries = (await readdir(join(postgres, 'lib'))).filter((name) =>
    /^(plpgsql|dict_snowball)\.so$/.test(name),
  );
  await mkdir(join(runtime, postgres, 'lib'), { recursive: true });
  for (const name of ownLibraries) await copyFile(join(postgres, 'lib', name), join(runtime, postgres, 'lib', name));
  const share = join('/usr/share/postgresql', basename(postgres));
  await cp(share, join(runtime, share), {
    recursive: true,
    dereference: true,
    filter: (path) => !/\/(man|extension)$/.test(path),
  });
  await mkdir(join(runtime, share, 'extension'), { recursive: true });
  for (const name of (await readdir(join(share, 'extension'))).filter((each) => each.startsWith('plpgsql')))
    await copyFile(join(share, 'extension', name), join(runtime, share, 'extension', name));
  for (const [name, path] of librariesOf(Object.values(programs))) await copyFile(path, join(runtime, 'lib', name));
  await copyFile(font, join(runtime, 'fonts', basename(font)));
  await writeFile(join(runtime, 'fonts/fonts.conf'), fontConfig);
  execFileSync('strip', ['-o', join(runtime, 'bin/node'), process.execPath]);
  await chmod(join(runtime, 'bin/node'), 0o755);
  await stagePython(join(runtime, 'python'), python);
};

const stagePython = async (folder: string, python: string): Promise<void> => {
  for (const name of pythonPackages) {
    const find = `import importlib.util as u; print(u.find_spec('${name}').submodule_search_locations[0])`;
    const path = execFileSync(python, ['-c', find], { encoding: 'utf8' }).trim();
    await cp(path, join(folder, name), { recursive: true, filter: isSource });
  }
};

/** ONNX Runtime's CUDA provider, where onnxruntime-node looks for it. */
export const stageCuda = async (stage: string, libraries: readonly string[]): Promise<void> => {
  const folder = join(stage, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
  await mkdir(folder, { recursive: true });
  for (const path of libraries) await copyFile(path, join(folder, basename(path)));
};
