import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxPaths } from './paths';
import type { Settings } from './settings';

/** As root the workers stay root, like the backend: another user may not be allowed into the sandbox's folder. */
const userLine = () => (process.getuid?.() === 0 ? 'user root;\n' : '');

function configuration(paths: SandboxPaths, settings: Settings): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const folders = temporary.map((name) => `  ${name}_temp_path ${join(paths.nginx, name)};`).join('\n');
  return `daemon off;
worker_processes 1;
pid ${join(paths.nginx, 'nginx.pid')};
error_log ${join(paths.logs, 'nginx.error.log')} warn;
events { worker_connections 256; }
http {
  access_log off;
${folders}
  server {
    listen 127.0.0.1:${settings.ports.nginx};
    location / {
      proxy_pass http://127.0.0.1:${settings.ports.backend};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_connect_timeout 2s;
    }
  }
}
`;
}

/** Writes nginx's configuration for this start: everything it writes stays inside the sandbox. */
export function writeNginxConfiguration(paths: SandboxPaths, settings: Settings): void {
  mkdirSync(paths.nginx, { recursive: true, mode: 0o711 });
  mkdirSync(paths.logs, { recursive: true });
  writeFileSync(paths.nginxConf, userLine() + configuration(paths, settings));
}
