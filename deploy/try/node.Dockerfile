FROM echocohort-try/debian:1.0
COPY node/node_modules/node-linux-*/bin/node /usr/local/bin/
COPY node/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
 && useradd --uid 1000 --create-home node
CMD ["node"]
