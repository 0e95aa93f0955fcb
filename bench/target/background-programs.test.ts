import { expect, test } from 'vitest';
import { findElsewhere } from './background-programs.ts';

test.each([
  ['docker compose up', 'in a container'],
  ['docker compose -f a.yml --profile web up -d', 'in a container'],
  ['docker-compose -f a.yml up', 'in a container'],
  ['/usr/bin/docker run --rm -p 80:80 shop', 'in a container'],
  ['podman run shop', 'in a container'],
  ['pm2 start server.js', 'in the background'],
  ['gunicorn --daemon app:app', 'in the background'],
  ['systemctl --user start shop', 'the system starts'],
  ['service shop restart', 'the system starts'],
])('%s is measured by nobody', (line, reason) => {
  expect(findElsewhere(line.split(' '))?.reason).toContain(reason);
  for (const text of [line, `exec ${line}`])
    expect(findElsewhere(['sh', '-c', text])?.reason).toContain(reason);
});

test.each([
  ...['node docker.js run', 'docker build .', 'gunicorn app:app', 'pm2-runtime start server.js'],
  ...['pm2 start server.js --no-daemon', 'nginx', 'caddy run', 'haproxy -db -f x', 'sh run start'],
  ...['go run .', 'npm start', 'service run', './docker/run up'],
])('%s may be a service', (line) => {
  expect(findElsewhere(line.split(' '))).toBeUndefined();
});

test('the advice is that of the program', () => {
  expect(findElsewhere(['docker', 'compose', 'up'])?.hint).toContain('as `url`');
  expect(findElsewhere(['pm2', 'start', 'x'])?.hint).toContain('pm2-runtime');
});
