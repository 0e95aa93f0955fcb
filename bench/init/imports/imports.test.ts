// What scenarios are made of: HAR, OpenAPI, k6 and curl, as people have them.
import { expect, test } from 'vitest';
import { joinRequests } from '../requests.ts';
import { readCurl } from './curl.ts';
import { readHar } from './har.ts';
import { readK6 } from './k6.ts';
import { readOpenApi } from './openapi.ts';

const entry = (method: string, url: string, status: number, more = {}) => ({
  request: {
    method,
    url,
    headers: [
      { name: 'Sec-Fetch-Mode', value: 'cors' },
      { name: 'X-Tenant', value: '7' },
    ],
    ...more,
  },
  response: { status },
});

test('HAR: the host with most requests, as often as each was sent, without what browsers add', () => {
  const text = JSON.stringify({
    log: {
      entries: [
        entry('GET', 'http://127.0.0.1:3000/a?b=1', 200),
        entry('GET', 'http://127.0.0.1:3000/a?b=1', 304),
        entry('POST', 'http://127.0.0.1:3000/c', 201, { postData: { text: '{}' } }),
        entry('GET', 'https://cdn.example/x', 200),
        entry('OPTIONS', 'http://127.0.0.1:3000/c', 204),
        entry('GET', 'ws://127.0.0.1:3000/', 101),
        {},
      ],
    },
  });
  const { requests, leftOut } = joinRequests(readHar(text, 'x.har'));
  expect(requests).toEqual([
    { method: 'GET', path: '/a?b=1', headers: { 'x-tenant': '7' }, weight: 2, status: undefined },
    {
      method: 'POST',
      path: '/c',
      headers: { 'x-tenant': '7' },
      body: '{}',
      weight: 1,
      status: 201,
    },
  ]);
  expect(leftOut).toEqual(['1 to https://cdn.example, which is not http://127.0.0.1:3000.']);
});

test.each([
  ['{', 'x is no JSON'],
  ['{"a":1}', 'x is no HAR'],
  ['{"log":{"entries":[]}}', 'x holds no request'],
])('HAR: %s is refused', (text, told) => {
  expect(() => readHar(text, 'x')).toThrow(told);
});

test('OpenAPI: GETs with examples, references and the path of the server; what writes is told', () => {
  const text = `
openapi: 3.1.0
servers: [{ url: 'https://api.example/{version}/', variables: { version: { default: v1 } } }]
components:
  parameters:
    Page: { name: page, in: query, schema: { type: integer, default: 2 } }
paths:
  /pets:
    parameters: [{ $ref: '#/components/parameters/Page' }]
    get: { responses: { '206': {} } }
    post: { responses: { '201': {} } }
  /pets/{id}:
    get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 5 } }] }
  /tags/{tag}:
    get: { parameters: [{ name: tag, in: path, required: true, schema: { type: string }, example: a b }] }
  /users/{name}:
    get: { parameters: [{ name: name, in: path, required: true, schema: { type: string } }] }
  /open/{who}: { get: {} }
`;
  expect(readOpenApi(text, 'x')).toEqual({
    requests: [
      { method: 'GET', path: '/v1/pets?page=2', status: 206 },
      { method: 'GET', path: '/v1/pets/5', status: undefined, guessed: ['id = 5 (of a number)'] },
      { method: 'GET', path: '/v1/tags/a%20b', status: undefined },
    ],
    leftOut: [
      'POST /v1/pets: it writes.',
      'GET /v1/users/{name}: name has no example.',
      'GET /v1/open/{who}: who has no example.',
    ],
  });
});

test('OpenAPI: Swagger 2 in JSON; other documents are refused', () => {
  const old = {
    swagger: '2.0',
    basePath: '/api',
    paths: {
      '/a': {
        get: {
          parameters: [{ name: 'q', in: 'query', required: true, type: 'string', enum: ['x'] }],
        },
      },
    },
  };
  expect(readOpenApi(JSON.stringify(old), 'x').requests).toMatchObject([
    { path: '/api/a?q=x', guessed: ['q = x (the first of its values)'] },
  ]);
  expect(() => readOpenApi('a: [', 'x')).toThrow('x is neither JSON nor YAML');
  expect(() => readOpenApi('{"a":1}', 'x')).toThrow('x is no OpenAPI document');
  expect(() => readOpenApi('{"openapi":"3.0.0","paths":{}}', 'x')).toThrow('no GET');
});

test('k6: calls whose arguments are known without running it', () => {
  const text = `
import http from 'k6/http';
const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3000';
const params = { headers: { 'Content-Type': 'application/json', 'X-Run': __ENV.RUN } };
export default function () {
  const id = 7;
  http.get(\`\${BASE_URL}/items/\${id}?a=1\`);
  http.post(BASE_URL + '/orders', JSON.stringify({ items: [1, 'x'] }), params);
  http.put(\`\${BASE_URL}/form\`, { q: 'x y' });
  http.batch([['GET', \`\${BASE_URL}/a\`], { method: 'DELETE', url: \`\${BASE_URL}/b\` }, '/c']);
  http.get(\`\${BASE_URL}/items/\${__VU}\`);
  http.get(\`\${BASE_URL}/\${__ENV.PLACE}\`);
  other.get('/never');
}`;
  const { requests, leftOut } = readK6(text, 'load.js');
  expect(requests).toEqual([
    { method: 'GET', path: '/items/7?a=1', headers: {} },
    {
      method: 'POST',
      path: '/orders',
      headers: { 'content-type': 'application/json' },
      body: '{"items":[1,"x"]}',
    },
    {
      method: 'PUT',
      path: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'q=x+y',
    },
    { method: 'GET', path: '/a', headers: {} },
    { method: 'DELETE', path: '/b', headers: {} },
    { method: 'GET', path: '/c', headers: {} },
  ]);
  expect(leftOut).toEqual([
    'http.get in line 11: its URL is only known as it runs.',
    'http.get in line 12: its URL is only known as it runs.',
  ]);
});

test('k6: TypeScript is read, and what holds nothing is refused with the way out', () => {
  const typed =
    "import h from 'k6/http';\nconst a: string = 'http://x';\nexport default () => { h.get(a + '/t'); };";
  expect(readK6(typed, 'load.ts').requests).toMatchObject([{ path: '/t' }]);
  expect(() => readK6('export default (', 'x.js')).toThrow('x.js is no JavaScript');
  expect(() => readK6('export default 1', 'x.js')).toThrow('x.js has no call of k6/http');
});

test('curl: as browsers copy it', () => {
  const command = `curl 'http://127.0.0.1:3000/a?b=1&c=2' \\
  -H 'accept: */*' -H 'User-Agent: x' -b 'sid=1' \\
  --data-raw $'{"t":"it\\'s\\u0021"}' --compressed --insecure`;
  expect(readCurl(command).requests).toEqual([
    {
      method: 'POST',
      path: '/a?b=1&c=2',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: '*/*',
        cookie: 'sid=1',
      },
      body: '{"t":"it\'s!"}',
    },
  ]);
});

test.each([
  ['curl -sSXDELETE http://h/x', { method: 'DELETE', path: '/x', headers: {} }],
  ['curl -I h:8080/x', { method: 'HEAD', path: '/x', headers: {} }],
  [
    'curl -G http://h/x -d a=1 --data-urlencode "q=x y"',
    { method: 'GET', path: '/x?a=1&q=x%20y', headers: {} },
  ],
  [
    'curl http://h/ --json \'{"a":1}\'',
    {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: '{"a":1}',
    },
  ],
  [
    "curl -sSLk --compressed -o /dev/null -w '%{http_code}' 'http://h/it'\\''s'",
    { method: 'GET', path: "/it's", headers: {} },
  ],
  [
    'curl --oauth2-bearer t http://h/',
    { method: 'GET', path: '/', headers: { authorization: 'Bearer t' } },
  ],
  [
    'curl -u me:pw http://h/',
    { method: 'GET', path: '/', headers: { authorization: 'Basic bWU6cHc=' } },
  ],
])('curl: %s', (command, request) => {
  expect(readCurl(command).requests).toEqual([request]);
});

test.each([
  ['wget http://h/', 'it does not begin with curl'],
  ['curl -s', 'it names no URL'],
  ['curl http://h/ | jq .', 'more than one command'],
  ['curl ftp://h/', 'no URL of http'],
  ['curl -d @body.json http://h/', 'the body is in the file body.json'],
  ['curl -F a=1 http://h/', 'are not read'],
  ['curl -X PURGE http://h/', 'PURGE is not one'],
  ["curl 'http://h/", "the quote ' is not closed"],
  ['curl http://h/ -H "a: b', 'the quote " is not closed'],
  ["curl http://h/ -d $'it\\'s", "the quote $' is not closed"],
  ['curl --aws-sigv4 aws:amz http://h/', 'the option --aws-sigv4 is not known'],
  ['curl -Z http://h/', 'the option -Z is not known'],
  ['curl http://h/ -H', 'the option -H has no value'],
  ['curl http://h/ -H nothing', 'the header "nothing" has no colon'],
  ['curl http://h/ -H @heads.txt', 'headers are in the file heads.txt'],
  ['curl http://h/ -b jar.txt', 'cookies are in the file jar.txt'],
  ["curl -u a:b -H 'Authorization: Bearer x' http://h/", 'both -u and another option'],
  ["curl -b a=1 -H 'Cookie: b=2' http://h/", 'both -b and another option'],
])('curl: %s is refused', (command, told) => {
  expect(() => readCurl(command)).toThrow(told);
});

test('what no request may hold is told and left out', () => {
  const { requests, leftOut } = joinRequests({
    requests: [
      { method: 'GET', path: '/ä b' },
      { method: 'GET', path: '/x', headers: { 'x-a': 'é' } },
    ],
    leftOut: [],
  });
  expect(requests).toEqual([{ method: 'GET', path: '/%C3%A4%20b', weight: 1 }]);
  expect(leftOut[0]).toMatch(/^GET \/x: header "x-a"/);
});
