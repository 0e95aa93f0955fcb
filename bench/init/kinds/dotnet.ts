// .NET: a project of the Web SDK, started from what `dotnet build` leaves.
import { inShell } from '../command-line.ts';
import type { ProjectKind } from '../kind.ts';

export const dotnetKind: ProjectKind = {
  title: '.NET',
  code: {
    files: /\.(?:cs|fs)$/,
    variable: /GetEnvironmentVariable\(\s*"([A-Za-z_]\w*)"\s*\)(?:\s*\?\?\s*("[^"]*"))?/g,
    route: /\.MapGet\(\s*"(\/[^"\s]*)"|\[HttpGet\("(\/[^"\s]*)"\)\]/g,
    pathPart: /\.MapGroup\(\s*"([^"\s]+)"/g,
    fixedPort: /(?:UseUrls|\.Run)\(\s*"https?:\/\/[^":]*:(\d{2,5})/g,
  },
  readyPaths: ['/healthz'],
  factor: () => ({
    name: 'gc',
    levels: [
      { name: 'workstation', env: { DOTNET_gcServer: '0' } },
      { name: 'server', env: { DOTNET_gcServer: '1' }, cpus: 2 },
    ],
    reason: 'Garbage collector of .NET: one heap, or one for each CPU.',
  }),
  findStarts: (project) =>
    project.files
      .filter((path) => /\.(?:cs|fs)proj$/.test(path))
      .flatMap((path) => {
        const text = project.read(path) ?? '';
        if (!text.includes('Microsoft.NET.Sdk.Web')) return [];
        const [, folder = '', file = ''] = /^(.*\/)?([^/]+)\.\w+$/.exec(path) ?? [];
        const framework = /<TargetFramework>\s*([\w.]+)/.exec(text)?.[1] ?? 'net8.0';
        const name = /<AssemblyName>\s*([\w.-]+)/.exec(text)?.[1] ?? file;
        const built = `${folder}bin/Release/${framework}/${name}.dll`;
        const command = inShell(['dotnet', built], 'ASPNETCORE_URLS="http://127.0.0.1:$PORT" ');
        const build = ['dotnet', 'build', '-c', 'Release', path];
        return [{ command, env: {}, portEnv: 'PORT', from: path, build }];
      }),
};
